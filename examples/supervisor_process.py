"""A supervisor process in Python, with the standard library only. docs/guides/run-processes.md explains each step.

    SUPERVISOR_ID=<uuid> INCARNATION=<n> python3 examples/supervisor_process.py

examples/process-manager.ts sets both variables. Without INCARNATION, the process reads the present incarnation. A server that
requires credentials needs a token with the role REPORT, limited to the supervisor, in the environment variable API_TOKEN.
"""

import http.client
import json
import os
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.request

URL = os.environ.get("HIERARCHY_URL", "http://127.0.0.1:4000/graphql")
SUPERVISOR_ID = os.environ["SUPERVISOR_ID"]

READ = "query ($id: ID!) { result: supervisor(id: $id) { incarnation status version config health { intervalSeconds } } }"
HEARTBEAT = """mutation ($input: HeartbeatInput!) { result: heartbeat(input: $input) {
  __typename ... on HeartbeatPayload { command status version } ... on Error { message } ... on UnavailableError { retryAfterMs }
} }"""

ending = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ending.set())


class NotNow(Exception):
    """A temporary failure: no response, UNAVAILABLE or RATE_LIMITED."""


def ask(query, variables):
    """Sends one operation and returns its result."""
    headers = {"content-type": "application/json"}
    if token := os.environ.get("API_TOKEN"):
        headers["authorization"] = f"Bearer {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(URL, body, headers), timeout=10) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        if error.code >= 500 or error.code == 429:
            raise NotNow(f"HTTP {error.code}") from error
        raise RuntimeError(f"HTTP {error.code}: {error.read(500).decode(errors='replace')}") from error
    # HTTPException: the connection has ended in the middle of the response
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotNow(str(error)) from error
    errors = answer.get("errors")
    if errors:
        code = errors[0].get("extensions", {}).get("code")
        kind = NotNow if code in ("UNAVAILABLE", "RATE_LIMITED", "TOO_MANY_OPERATIONS") else RuntimeError
        raise kind(errors[0]["message"])
    result = answer["data"]["result"]
    if result is None:
        raise RuntimeError(f"supervisor {SUPERVISOR_ID} does not exist")
    if result.get("__typename") == "UnavailableError":
        raise NotNow(result["message"])
    if result.get("__typename", "").endswith("Error"):
        raise RuntimeError(result["message"])
    return result


def persist(query, variables, pace):
    """Repeats an operation until the server answers. The work goes on during an outage."""
    failures = 0
    while not ending.is_set():
        try:
            return ask(query, variables)
        except NotNow as error:
            if failures == 0:
                say(f"{error}; retrying")
            # full jitter: many processes that lost the same server must not all return at the same moment
            ending.wait(random.random() * min(pace, 0.1 * 2 ** min(failures, 10)))
            failures += 1
    sys.exit(0)


def say(line):
    print(f"{SUPERVISOR_ID[:8]}: {line}", file=sys.stderr, flush=True)


def main():
    supervisor = persist(READ, {"id": SUPERVISOR_ID}, 10)
    # kept for the life of this process: after a restart of the supervisor, the server answers its heartbeats with STOP
    incarnation = int(os.environ.get("INCARNATION", supervisor["incarnation"]))
    if supervisor["incarnation"] != incarnation or supervisor["status"] in ("FAILED", "TERMINATED"):
        say(f"not started: {supervisor['status']}, incarnation {supervisor['incarnation']}")
        return
    done = 0
    before = ""
    while not ending.is_set():
        # a third of the interval, so that two of three heartbeats may get lost
        pace = supervisor["health"]["intervalSeconds"] / 3
        answer = persist(
            HEARTBEAT,
            {"input": {"supervisorId": SUPERVISOR_ID, "incarnation": incarnation, "metrics": {"done": done}}},
            pace,
        )
        if answer["command"] != before:
            say(f"{answer['command']}, status {answer['status']}")
            before = answer["command"]
        if answer["command"] == "STOP":
            return
        if answer["version"] != supervisor["version"]:
            supervisor = persist(READ, {"id": SUPERVISOR_ID}, pace)
        if answer["command"] == "CONTINUE":
            done += 1  # the work: this example only counts
        ending.wait(pace * (0.8 + 0.4 * random.random()))


if __name__ == "__main__":
    started = time.monotonic()
    try:
        main()
    except RuntimeError as error:
        say(error)
        sys.exit(1)
    say(f"ended after {time.monotonic() - started:.0f} s")
