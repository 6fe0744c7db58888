//go:build unix

package host

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// KeepFilesPrivate closes everything that this process creates to other users. Upstream creates files with modes of its own.
func KeepFilesPrivate() {
	syscall.Umask(0o077)
}

// IgnoreBrokenPipes lets this process outlive the one that reads its output.
func IgnoreBrokenPipes() {
	signal.Ignore(syscall.SIGPIPE)
}

// LeaveTerminal makes this process a session of its own. That fails for a job of a shell, which then is in the foreground because
// somebody wants it there.
func LeaveTerminal() {
	signal.Ignore(syscall.SIGHUP)
	_, _ = syscall.Setsid()
}

// OpenLock opens a file that is to be locked, and makes it if it is missing. It follows no link.
func OpenLock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
}

// Lock locks a file until this process ends or closes it, or returns ErrLocked.
func Lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}

// IsInUse tells whether a file could not be deleted because a process has it open, which only Windows minds.
func IsInUse(error) bool {
	return false
}
