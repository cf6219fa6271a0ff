"""A language model of two layers with random weights, for llama.cpp's server: `python tiny_model.py FILE`.

It writes nonsense, with real token counts. Its tokens are the 256 bytes and a few marks, so that any text
can be read and written.
"""

import sys

import gguf
import numpy as np

MARKS = ("<pad>", "<s>", "</s>", "<|user|>", "<|assistant|>")
LETTERS = 256
WIDTH, INNER, LAYERS, HEADS, KEY_HEADS = 64, 128, 2, 4, 2
CONTEXT = 4096
TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def byte_letters() -> list[str]:
    """A printable letter for each byte, as byte-level tokenizers write them: those that print stay."""
    kept = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(LETTERS) if byte not in kept]
    letters = {byte: chr(byte) for byte in kept} | {byte: chr(LETTERS + n) for n, byte in enumerate(others)}
    return [letters[byte] for byte in range(LETTERS)]


def write(path: str) -> None:
    """Write the model's file."""
    tokens = [*MARKS, *byte_letters(), "th", "he"]
    kinds = [gguf.TokenType.CONTROL if token in MARKS else gguf.TokenType.NORMAL for token in tokens]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(["t h", "h e"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(0)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    for name, weights in _weights(len(tokens)).items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _weights(tokens: int) -> "dict[str, np.ndarray]":
    random = np.random.default_rng(0)

    def drawn(*shape: int) -> "np.ndarray":
        return (random.standard_normal(shape) * 0.05).astype(np.float32)

    ones = np.ones(WIDTH, np.float32)
    keys = WIDTH // HEADS * KEY_HEADS
    weights = {"token_embd.weight": drawn(tokens, WIDTH), "output_norm.weight": ones}
    weights["output.weight"] = drawn(tokens, WIDTH)
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        weights |= {
            f"{at}attn_norm.weight": ones, f"{at}ffn_norm.weight": ones,
            f"{at}attn_q.weight": drawn(WIDTH, WIDTH), f"{at}attn_k.weight": drawn(keys, WIDTH),
            f"{at}attn_v.weight": drawn(keys, WIDTH), f"{at}attn_output.weight": drawn(WIDTH, WIDTH),
            f"{at}ffn_gate.weight": drawn(INNER, WIDTH), f"{at}ffn_up.weight": drawn(INNER, WIDTH),
            f"{at}ffn_down.weight": drawn(WIDTH, INNER),
        }  # fmt: skip
    return weights


if __name__ == "__main__":
    write(sys.argv[1])
