"""A service manager in miniature, for tests: passes a listening socket on and hears what the program tells it.

Usage: manager.py WATCHDOG_USEC COMMAND...
Prints "port N" and "pid N", then each line the program tells as "told LINE", and at last "exit N".
"""
import os
import socket
import sys
import tempfile
import threading

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
folder = tempfile.mkdtemp(prefix="mailglass-notify-")
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(folder + "/socket")


def say(text):
    print(text, flush=True)


def hear():
    while True:
        for line in notify.recv(4096).decode().split("\n"):
            say("told " + line)


say("port %d" % listener.getsockname()[1])
child = os.fork()
if child == 0:
    os.dup2(listener.fileno(), 3)
    os.set_inheritable(3, True)
    os.environ.update(
        LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", NOTIFY_SOCKET=folder + "/socket",
        WATCHDOG_PID=str(os.getpid()), WATCHDOG_USEC=sys.argv[1])
    os.execv(sys.argv[2], sys.argv[2:])
say("pid %d" % child)
threading.Thread(target=hear, daemon=True).start()
_, status = os.waitpid(child, 0)
os.unlink(folder + "/socket")
os.rmdir(folder)
say("exit %d" % os.waitstatus_to_exitcode(status))
