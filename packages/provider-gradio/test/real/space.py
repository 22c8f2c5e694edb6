"""A Gradio Space with the signature of the Stable Diffusion 3.5 Large Space, drawing noise instead.

Runs on 127.0.0.1 only. Settings (environment): REAL_SPACE_PORT, REAL_SPACE_SECONDS (length of one
run), REAL_SPACE_QUEUE_MAX, REAL_SPACE_SHOW_ERROR=1, REAL_SPACE_LOGIN=user:password,
REAL_SPACE_EXIT_WITH_STDIN=1 (leave as soon as standard input closes, and remove the folder
REAL_SPACE_FILES).
"""

import os
import random
import shutil
import sys
import threading
import time

import gradio as gr
import numpy as np
from PIL import Image
from tqdm import tqdm

MAX_SEED = 2147483647
MAX_IMAGE_SIZE = 1024
SECONDS = float(os.environ.get("REAL_SPACE_SECONDS", "1"))
PREVIEWS = 3
QUOTA_TEXT = (
    "You have exceeded your ZeroGPU quota (65s requested vs. 0s left). Try again in 23:59:09. "
    "Authenticate with a Hugging Face token for more quota - https://huggingface.co/settings/tokens"
)


def draw(seed, width, height, cells):
    """The picture of a seed, `cells` squares wide: few for a preview, 32 for the result."""
    grid = np.random.default_rng(int(seed)).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    small = Image.fromarray(grid).resize((cells, cells), Image.Resampling.BOX)
    return small.resize((int(width), int(height)), Image.Resampling.NEAREST)


def pause(steps):
    time.sleep(SECONDS / max(1, int(steps)))


def infer(
    prompt,
    negative_prompt="",
    seed=42,
    randomize_seed=False,
    width=1024,
    height=1024,
    guidance_scale=4.5,
    num_inference_steps=40,
    progress=gr.Progress(track_tqdm=True),
):
    if randomize_seed:
        seed = random.randint(0, MAX_SEED)
    for _ in tqdm(range(int(num_inference_steps))):
        pause(num_inference_steps)
    print(f"infer ended, seed {seed}", flush=True)
    return draw(seed, width, height, 32), seed


def infer_stream(
    prompt,
    negative_prompt="",
    seed=42,
    randomize_seed=False,
    width=1024,
    height=1024,
    guidance_scale=4.5,
    num_inference_steps=40,
    progress=gr.Progress(),
):
    """A generator: three coarse previews, then the picture. Progress is reported by hand."""
    if randomize_seed:
        seed = random.randint(0, MAX_SEED)
    steps = int(num_inference_steps)
    shown = 0
    for step in range(1, steps + 1):
        progress((step, steps), desc="Débruitage…", unit="steps")
        pause(steps)
        if shown < PREVIEWS and step * (PREVIEWS + 1) >= steps * (shown + 1):
            yield draw(seed, width, height, 4 * 2**shown), seed
            shown += 1
    print(f"infer_stream ended, seed {seed}", flush=True)
    yield draw(seed, width, height, 32), seed


def infer_quota(
    prompt, negative_prompt, seed, randomize_seed, width, height, guidance_scale, num_inference_steps
):
    """What a ZeroGPU Space does when the caller's quota is spent: a log line, then gr.Error."""
    gr.Info("Waiting for a GPU to become available", title="ZeroGPU queue")
    time.sleep(0.1)
    raise gr.Error(QUOTA_TEXT, title="ZeroGPU quota exceeded", print_exception=False)


def infer_crash(
    prompt, negative_prompt, seed, randomize_seed, width, height, guidance_scale, num_inference_steps
):
    """Any exception that is not gr.Error: its text is hidden unless REAL_SPACE_SHOW_ERROR is set."""
    raise ValueError(f"`height` and `width` must be divisible by 16 — got {height}×{width}")


def infer_nothing(
    prompt, negative_prompt, seed, randomize_seed, width, height, guidance_scale, num_inference_steps
):
    return None, seed


def infer_broken_stream(
    prompt, negative_prompt, seed, randomize_seed, width, height, guidance_scale, num_inference_steps
):
    """A generator that fails after its first preview."""
    yield draw(seed, width, height, 4), seed
    pause(2)
    raise gr.Error("GPU task aborted", title="ZeroGPU worker error", print_exception=False)


def edit(picture, prompt, style, strength, counter):
    """What a picture that was uploaded becomes: itself and its grey shade, in a gallery."""
    if picture is None:
        raise gr.Error("Please give a picture.", print_exception=False)
    gr.Warning(f"the style {style} is drawn at {strength}")
    time.sleep(SECONDS)
    return [picture, picture.convert("L")], (counter or 0) + 1


def build():
    with gr.Blocks(title="Stable Diffusion 3.5 Large (8B), stand-in") as demo:
        prompt = gr.Text(label="Prompt", show_label=False, max_lines=1)
        run_button = gr.Button("Run")
        result = gr.Image(label="Result", show_label=False)
        with gr.Accordion("Advanced Settings", open=False):
            negative_prompt = gr.Text(label="Negative prompt", max_lines=1, visible=False)
            seed = gr.Slider(label="Seed", minimum=0, maximum=MAX_SEED, step=1, value=0)
            randomize_seed = gr.Checkbox(label="Randomize seed", value=True)
            side = {"minimum": 512, "maximum": MAX_IMAGE_SIZE, "step": 32, "value": 1024}
            width = gr.Slider(label="Width", **side)
            height = gr.Slider(label="Height", **side)
            guidance_scale = gr.Slider(
                label="Guidance scale", minimum=0.0, maximum=7.5, step=0.1, value=4.5
            )
            num_inference_steps = gr.Slider(
                label="Number of inference steps", minimum=1, maximum=50, step=1, value=40
            )
        inputs = [prompt, negative_prompt, seed, randomize_seed, width, height, guidance_scale]
        inputs.append(num_inference_steps)
        outputs = [result, seed]
        gr.on([run_button.click, prompt.submit], fn=infer, inputs=inputs, outputs=outputs)
        for variant in (infer_stream, infer_quota, infer_crash, infer_nothing, infer_broken_stream):
            gr.Button(variant.__name__).click(fn=variant, inputs=inputs, outputs=outputs)
        counter = gr.State(0)
        edit_inputs = [
            gr.Image(label="Picture", type="pil"),
            gr.Text(label="Instruction"),
            gr.Dropdown(label="Style", choices=["plain", ("Pencil drawing", "pencil")], value="plain"),
            gr.Slider(label="Strength", minimum=0, maximum=1, value=0.5),
            counter,
        ]
        edited = gr.Gallery(label="Edited")
        gr.Button("edit").click(fn=edit, inputs=edit_inputs, outputs=[edited, counter])
    return demo


def leave_with_standard_input():
    sys.stdin.read()
    if os.environ.get("REAL_SPACE_FILES"):
        shutil.rmtree(os.environ["REAL_SPACE_FILES"], ignore_errors=True)
    os._exit(0)


def main():
    if os.environ.get("REAL_SPACE_EXIT_WITH_STDIN") == "1":
        threading.Thread(target=leave_with_standard_input, daemon=True).start()
    queue_max = os.environ.get("REAL_SPACE_QUEUE_MAX")
    login = os.environ.get("REAL_SPACE_LOGIN")
    demo = build().queue(max_size=int(queue_max) if queue_max else None)
    demo.launch(
        server_name="127.0.0.1",
        server_port=int(sys.argv[1] if len(sys.argv) > 1 else os.environ["REAL_SPACE_PORT"]),
        share=False,
        ssr_mode=False,
        inbrowser=False,
        quiet=True,
        show_error=os.environ.get("REAL_SPACE_SHOW_ERROR") == "1",
        auth=tuple(login.split(":", 1)) if login else None,
    )


if __name__ == "__main__":
    main()
