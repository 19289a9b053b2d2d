"""Records unix-diag.bin and unix-diag.ss.txt: what the kernel and ss say of the same few sockets at the same time.

    unshare --net python3 test/parse/socket/goldens/record-unix-diag.py

In a network namespace of its own, so that nothing else of the machine is in it. The answers of the kernel stand one
behind the other in unix-diag.bin, as recv(2) returned them; ss (iproute2) is the independent witness.
"""

import os
import socket
import struct
import subprocess

here = os.path.dirname(os.path.abspath(__file__))
path = "/tmp/record unix diag.sock"
if os.path.exists(path):
    os.unlink(path)

server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
server.bind(path)
server.listen(16)


def connect():
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.connect(path)
    return client


kept = [server]
alive = connect()  # a living connection; the client has 5 bytes unread
accepted, _ = server.accept()
accepted.send(b"hello")
gone = connect()  # its client goes away
orphan, _ = server.accept()
gone.close()
waiting = connect()  # connected, never accepted: looks like a client whose server is gone
datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
datagrams.bind("\0abstract\0name")
sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sender.connect("\0abstract\0name")
left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
right.close()

NLMSG_DONE = 3
netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4)
header = struct.pack("=IHHII", 40, 20, 0x301, 1, 0)
netlink.send(header + struct.pack("=BBHIIIII", 1, 0, 0, 0xFFFFFFFF, 0, 0x01 | 0x04 | 0x10, 0xFFFFFFFF, 0xFFFFFFFF))
answers = b""
while True:
    answer = netlink.recv(262144)
    answers += answer
    if struct.unpack_from("=H", answer, 4)[0] == NLMSG_DONE:
        break
with open(os.path.join(here, "unix-diag.bin"), "wb") as file:
    file.write(answers)
with open(os.path.join(here, "unix-diag.ss.txt"), "wb") as file:
    file.write(subprocess.run(["ss", "-xan"], check=True, stdout=subprocess.PIPE).stdout)
with open(os.path.join(here, "no-unix-diag.ss.txt"), "wb") as file:
    environment = {**os.environ, "PROC_NET_UNIX": "/proc/self/net/unix"}
    file.write(subprocess.run(["ss", "-xan"], check=True, stdout=subprocess.PIPE, env=environment).stdout)
with open("/proc/self/net/unix", "rb") as source, open(os.path.join(here, "proc-net-unix.txt"), "wb") as file:
    file.write(source.read())
os.unlink(path)
