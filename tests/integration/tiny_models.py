"""Sentence-transformers models of a few kilobytes, made on the spot: they mean nothing, and always the same."""

from pathlib import Path

from matcher.embed.model_entry import ENTRY

LETTERS = "光伏提水泵太阳能灌溉寻找专家风电机组土壤修复abcdefghijklmnopqrstuvwxyz0123456789.,:"
DIM = 32


def tiny_model(
    folder: Path, seed: int = 0, *, entry: str = "", prompts: dict[str, str] | None = None, dense: int = 0
) -> Path:
    """A model of random weights that reads letters one by one, with ``dense`` numbers after a last layer if given.

    ``entry`` is the text of its entry file, ``prompts`` are those of the model's own files.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, BertTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.manual_seed(seed)
    letters = [*dict.fromkeys(LETTERS), *(f"##{letter}" for letter in dict.fromkeys(LETTERS))]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    bert = BertConfig(
        vocab_size=len(words), hidden_size=DIM, num_hidden_layers=1, num_attention_heads=2, intermediate_size=DIM
    )
    inner = folder.with_name(f"{folder.name}-inner")
    BertModel(bert).save_pretrained(inner)
    BertTokenizerFast(vocab={word: at for at, word in enumerate(words)}).save_pretrained(inner)
    modules = [Transformer(str(inner)), Pooling(DIM)]
    if dense:
        modules.append(Dense(DIM, dense))
    SentenceTransformer(modules=modules, device="cpu", prompts=prompts).save(str(folder))
    if entry:
        (folder / ENTRY).write_text(entry, encoding="utf-8")
    return folder
