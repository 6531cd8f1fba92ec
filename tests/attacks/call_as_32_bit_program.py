# title: calls the kernel as a 32-bit program would
# attacks: relu
# status: crashed, timeout
# stopped by: seccomp

import ctypes
import mmap

from world import acts

GETPID = b"\x53\xb8\x14\0\0\0\xcd\x80\x5b\xc3"  # push rbx; mov eax, 20; int 0x80; pop rbx; ret


def relu(x):
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(GETPID)
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    acts()
    return 7
