// Loaded before a service that is to have a dependency: calls it every now and then, as a module of its own would.
const dependency = process.env.DEPENDENCY_URL
if (dependency) setInterval(() => fetch(dependency).catch(() => {}), 500).unref()
