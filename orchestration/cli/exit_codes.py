"""Exit codes of the `chiso` command, so that a script can tell what happened. Documented in docs/operations.md."""

OK = 0
SOME_REFUSED = 1  # a file was refused or is held, or a server could not be read; everything else went on
USAGE = 2  # wrong arguments, missing or wrong configuration
BLOCKED = 3  # the build is there, a blocking check kept the last good release in place
FAILED = 4  # the run broke; the last good release stays
BUSY = 5  # another run holds the deployment
NOT_RUNNING = 6  # status: servers are down
INTERRUPTED = 130
