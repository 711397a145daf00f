"""Reads and writes the safetensors format (github.com/huggingface/safetensors), with numpy alone."""
import json
import os

import numpy as np

DTYPES = {"F32": np.float32, "F16": np.float16, "I32": np.int32, "U16": np.uint16, "U8": np.uint8, "I8": np.int8}


def read_safetensors(path):
    """Arrays by name, and the metadata."""
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start + begin : start + end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    """Whole or not at all: a crash leaves the file that was there before."""
    names = {np.dtype(dtype): name for name, dtype in DTYPES.items()}
    header, at = {"__metadata__": metadata}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": names[values.dtype], "shape": list(values.shape), "data_offsets": [at, at + values.nbytes]}
        at += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{path}.tmp", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for values in tensors.values():
            file.write(np.ascontiguousarray(values).tobytes())
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.tmp", path)
