"""The official Python SDK of OpenAI, unchanged, against a gateway: python sdk.py <gateway> <service>."""

import asyncio
import base64
import io
import json
import sys
import time
import traceback
import urllib.request

import openai

gateway, service = sys.argv[1:3]
client = openai.OpenAI(base_url=f"{gateway}/v1", api_key="test", timeout=20)

checks = []


def check(function):
    checks.append(function)
    return function


def state():
    with urllib.request.urlopen(f"{service}/state") as answer:
        return json.load(answer)


def submitted(prompt):
    return state()["submissions"].get(prompt, 0)


def is_png(base64_text):
    return base64.b64decode(base64_text, validate=True).startswith(b"\x89PNG")


def refused(kind, prompt, **more):
    try:
        client.images.generate(model="atelier-1", prompt=prompt, **more)
    except kind as error:
        return error
    raise AssertionError(f"{prompt} was not refused")


@check
def generates_a_picture():
    answer = client.images.generate(
        model="atelier-1", prompt="plain", size="256x256", extra_body={"seed": 5, "negative_prompt": "dogs"}
    )
    assert is_png(answer.data[0].b64_json)
    assert answer._request_id.startswith("req_")
    assert answer.model_extra["easel"]["receipt"]["jobId"] == "job-1"
    assert answer.data[0].model_extra["seed"] == 7
    last = state()["last"]
    assert (last["width"], last["seed"], last["negativePrompt"]) == (256, 5, "dogs")


@check
def generates_two_pictures():
    answer = client.images.generate(model="atelier-1", prompt="two", n=2)
    assert len(answer.data) == 2 and all(is_png(picture.b64_json) for picture in answer.data)
    assert submitted("two") == 1


@check
def gives_addresses():
    answer = client.images.generate(model="atelier-1", prompt="url", response_format="url")
    with urllib.request.urlopen(answer.data[0].url) as picture:
        assert picture.read().startswith(b"\x89PNG")


@check
def edits_with_a_mask():
    picture = base64.b64decode(client.images.generate(model="atelier-1", prompt="plain").data[0].b64_json)
    answer = client.images.edit(
        model="atelier-1",
        prompt="edited",
        image=[("cat.png", io.BytesIO(picture), "image/png"), ("dog.png", picture, "image/png")],
        mask=("mask.png", picture, "image/png"),
        n=1,
        extra_body={"strength": 0.5, "provider_options": {"atelier": {"glow": 0.25}}},
    )
    assert is_png(answer.data[0].b64_json)
    last = state()["last"]
    assert [base64.b64decode(one) for one in last["images"]] == [picture, picture]
    assert base64.b64decode(last["mask"]) == picture
    assert (last["strength"], last["options"]) == (0.5, {"glow": 0.25})


@check
def streams_previews_and_the_picture():
    stream = client.images.generate(model="atelier-1", prompt="stream", stream=True, partial_images=2)
    events = list(stream)
    assert [event.type for event in events] == [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed",
    ]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    assert all(is_png(event.b64_json) for event in events)
    assert events[2].usage.total_tokens == 0


@check
def streams_an_edit():
    picture = base64.b64decode(client.images.generate(model="atelier-1", prompt="plain").data[0].b64_json)
    stream = client.images.edit(model="atelier-1", prompt="edit stream", image=picture, stream=True)
    assert [event.type for event in stream] == ["image_edit.completed"]


@check
def lists_models():
    models = [model.id for model in client.models.list()]
    assert "house/atelier-pro" in models
    assert client.models.retrieve("atelier:house/atelier-pro").id == "house/atelier-pro"


@check
def names_the_parameter_that_is_wrong():
    error = refused(openai.BadRequestError, "plain", extra_body={"steps": 99})
    assert (error.param, error.code) == ("steps", "invalid_value"), error
    assert "try 50" in error.message


@check
def does_not_know_a_model():
    try:
        client.images.generate(model="atelier-2", prompt="plain")
    except openai.NotFoundError as error:
        assert (error.param, error.code) == ("model", "model_not_found")
        return
    raise AssertionError("was not refused")


@check
def hears_of_a_refusal_for_the_content():
    error = refused(openai.BadRequestError, "moderated")
    assert error.code == "moderation_blocked"


@check
def asks_a_busy_service_again():
    answer = client.images.generate(model="atelier-1", prompt="busy")
    assert is_png(answer.data[0].b64_json)
    assert submitted("busy") == 2


@check
def never_buys_twice():
    error = refused(openai.APIStatusError, "broken")
    assert error.status_code == 424
    assert submitted("broken") == 1


@check
def hears_when_a_stream_breaks():
    seen = []
    try:
        for event in client.images.generate(model="atelier-1", prompt="cut", stream=True, partial_images=1):
            seen.append(event.type)
    except openai.APIError as error:
        assert error.code == "upstream_disconnected", error.code
        assert seen == ["image_generation.partial_image"]
        assert submitted("cut") == 1
        return
    raise AssertionError("the stream ended well")


@check
def cancels_by_leaving_the_loop():
    before = state()["cancelled"]
    with client.images.generate(model="atelier-1", prompt="endless", stream=True, partial_images=1) as stream:
        for event in stream:
            break
    deadline = time.monotonic() + 10
    while state()["cancelled"] == before:
        assert time.monotonic() < deadline, "the job goes on"
        time.sleep(0.05)


@check
def works_with_asyncio():
    async def generate():
        async with openai.AsyncOpenAI(base_url=f"{gateway}/v1", api_key="test") as patient:
            stream = await patient.images.generate(model="atelier-1", prompt="async", stream=True)
            return [event.type async for event in stream]

    assert asyncio.run(generate()) == ["image_generation.completed"]


failed = 0
for function in checks:
    try:
        function()
        print(f"ok   {function.__name__}")
    except Exception:
        failed += 1
        print(f"FAIL {function.__name__}")
        traceback.print_exc(file=sys.stdout)
print(f"{len(checks) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
