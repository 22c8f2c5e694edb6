/** Every pin of the real servers, in one place. A changed pin makes the next run install anew. */

export type VersionLine = "5" | "6"

/**
 * What shapes the wire or the pictures is pinned exactly; the rest is what pip resolves. The
 * pinned fastapi, starlette and numpy need Python 3.11, so 3.10 gets older ones.
 */
export const requirements: Readonly<Record<VersionLine, ReadonlyArray<string>>> = {
  "6": [
    "gradio==6.31.0",
    "gradio_client==2.7.2",
    'fastapi==0.163.2; python_version >= "3.11"',
    'starlette==1.10.0; python_version >= "3.11"',
    "uvicorn==0.54.0",
    "pydantic==2.14.3",
    "orjson==3.13.0",
    "pillow==12.3.0",
    'numpy==2.4.6; python_version >= "3.11"',
    'numpy==2.2.6; python_version < "3.11"'
  ],
  "5": [
    "gradio==5.50.0",
    "gradio_client==1.14.0",
    'fastapi==0.163.2; python_version >= "3.11"',
    'starlette==0.52.1; python_version >= "3.11"',
    "uvicorn==0.54.0",
    "pydantic==2.12.3",
    "orjson==3.13.0",
    "pillow==11.3.0",
    'numpy==2.4.6; python_version >= "3.11"',
    'numpy==2.2.6; python_version < "3.11"'
  ]
}

export const versionLines: ReadonlyArray<VersionLine> = ["5", "6"]
