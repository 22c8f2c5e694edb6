import { GradioError, PythonError, type Raised } from "./Endpoint.js"

const zeroGpu = (title: string, text: string): Raised => new GradioError({ title, text })

const quota = (text: string): Raised => zeroGpu("ZeroGPU quota exceeded", text)

/** What ZeroGPU's scheduler client and broken programs raise, by class, in their own words. */
export const errorTexts = {
  quota: quota(
    "'You have exceeded your ZeroGPU quota (65s requested vs. 0s left). Try again in 23:59:09. Authenticate with a Hugging Face token for more quota - https://huggingface.co/settings/tokens'"
  ),
  "quota-days": quota(
    "You have exceeded your Pro ZeroGPU quota (65s requested vs. 3s left). Try again in 1 day, 2:03:04. Add credits to keep using ZeroGPU."
  ),
  "quota-fraction": quota(
    "You have exceeded your free ZeroGPU quota (65s requested vs. 68s left). Try again in 0:00:59.500000. "
  ),
  "quota-2025": new GradioError({
    text: 'You have exceeded your GPU quota (60s requested vs. 56s left). <a style="white-space: nowrap;" href="https://huggingface.co/join">Create a free account</a> to get more usage quota.'
  }),
  "quota-2024": new GradioError({
    text: 'You have exceeded your GPU quota (46s left vs. 60s requested). <a href="https://huggingface.co/join">Sign-up on Hugging Face</a> to get more quotas or retry in 0:09:48'
  }),
  "quota-runs": quota("You have exceeded your ZeroGPU runs limit. "),
  "quota-caller-unknown": quota(
    "Space app has reached its GPU limit. Try re-running outside of examples if it happened after clicking one"
  ),
  "quota-not-signed-in": quota(
    "Unlogged user is runnning out of daily ZeroGPU quotas. Signup for free on https://huggingface.co/join"
  ),
  "gpu-duration": zeroGpu(
    "ZeroGPU illegal duration",
    "The requested GPU duration (300s) is larger than the maximum allowed"
  ),
  "gpu-busy": zeroGpu("ZeroGPU queue timeout", "No GPU was available after 60s. Retry later"),
  "gpu-busy-2024": quota("No GPU is currently available for you after 60s"),
  "gpu-none": zeroGpu("ZeroGPU client error", "No GPU was available"),
  "gpu-credits": zeroGpu(
    "ZeroGPU pending credits exceeded",
    "You have too many ZeroGPU credits allocated to running tasks. Wait for them to end."
  ),
  "proxy-token": zeroGpu("ZeroGPU client error", "Expired ZeroGPU proxy token"),
  "gradio-internal": zeroGpu("ZeroGPU client error", "Internal Gradio error"),
  "gpu-aborted": zeroGpu("ZeroGPU worker error", "GPU task aborted"),
  "out-of-memory": zeroGpu("ZeroGPU worker error", "'OutOfMemoryError'"),
  "app-error": new GradioError({ text: "Please describe a picture first." }),
  moderated: new GradioError({ text: "NSFW content was found in the prompt." }),
  hidden: new PythonError({ text: "`height` and `width` must be divisible by 16" })
} as const satisfies Readonly<Record<string, Raised>>
