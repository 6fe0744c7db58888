package host

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockedByte is far behind the content of a lock file: what is locked on Windows cannot be read by others.
const lockedByte = 1 << 30

var freeConsole = windows.NewLazySystemDLL("kernel32.dll").NewProc("FreeConsole")

// KeepFilesPrivate has nothing to do: a file has the access control list that its directory hands down.
func KeepFilesPrivate() {}

// IgnoreBrokenPipes has nothing to do: a write to a pipe that nobody reads is an error like any other.
func IgnoreBrokenPipes() {}

// LeaveTerminal gives up the console, so that neither Ctrl-C there nor its end reaches this process.
func LeaveTerminal() {
	_, _, _ = freeConsole.Call()
}

// OpenLock opens a file that is to be locked, and makes it if it is missing. Unlike os.OpenFile it lets the file be deleted
// while it is open.
func OpenLock(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	handle, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil, windows.OPEN_ALWAYS,
		windows.FILE_ATTRIBUTE_NORMAL|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}

// Lock locks a file until this process ends or closes it, or returns ErrLocked.
func Lock(file *os.File) error {
	place := &windows.Overlapped{Offset: lockedByte}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, place)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return ErrLocked
	}
	return err
}

// IsInUse tells whether a file could not be deleted because a process has it open.
func IsInUse(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}
