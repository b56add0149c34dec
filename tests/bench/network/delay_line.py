#!/usr/bin/env python3
"""A cable of a stated length: two TUN devices, and packets from one come out of the other so many milliseconds later.

Usage: delay_line.py MILLISECONDS NAME NAME      says 'ready' when both devices are there; ends with its standard input

The devices may be moved to other network namespaces afterwards. Needs root.
"""

import collections
import fcntl
import os
import select
import struct
import sys
import time

# linux/if_tun.h
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LARGEST_PACKET = 65535


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def carry(ends, delay):
    """ends: the two devices. Packets of one direction stay in order, since each waits equally long."""
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    on_their_way = collections.deque()  # (when it arrives, where, packet)
    while True:
        wait = max(0.0, on_their_way[0][0] - time.monotonic()) if on_their_way else None
        readable, _, _ = select.select([*ends, sys.stdin], [], [], wait)
        if sys.stdin in readable and not os.read(sys.stdin.fileno(), 1024):
            return
        for end in readable:
            if end not in other:
                continue
            try:
                while True:
                    on_their_way.append((time.monotonic() + delay, other[end], os.read(end, LARGEST_PACKET)))
            except OSError:
                pass  # nothing more to read for now, or the device is not up yet
        while on_their_way and on_their_way[0][0] <= time.monotonic():
            _, end, packet = on_their_way.popleft()
            try:
                os.write(end, packet)
            except OSError:
                pass  # the other end is down: the packet is lost, as on a cable


def main():
    delay, first, second = sys.argv[1:]
    ends = (tun(first), tun(second))
    print("ready", flush=True)
    carry(ends, float(delay) / 1000)


if __name__ == "__main__":
    main()
