export default { test: {} }
