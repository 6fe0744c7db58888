// Package datadir owns the directory that holds everything a control plane writes.
package datadir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"dev.kubeuser/control-plane/internal/host"
)

// lockName marks a directory as ours. Only a directory that is empty or holds this file is ever written to, or wiped.
const lockName = "control-plane.lock"

// Directory is a data directory, locked for this process.
type Directory struct {
	path string
	lock *os.File
}

// Open makes and locks the directory at path, or a new temporary one where path is empty.
//
// The leftovers of a program that was killed are wiped; anything else that is in the way is an error.
func Open(path string) (*Directory, error) {
	path, err := prepare(path)
	if err != nil {
		return nil, err
	}
	if err := refuseForeign(path); err != nil {
		return nil, err
	}
	d := &Directory{path: path}
	if err := d.acquire(); err != nil {
		return nil, err
	}
	if err := d.wipe(); err != nil {
		_ = d.lock.Close()
		return nil, err
	}
	return d, nil
}

// Path is absolute and free of symbolic links.
func (d *Directory) Path() string { return d.path }

// Join names something inside the directory.
func (d *Directory) Join(elements ...string) string {
	return filepath.Join(append([]string{d.path}, elements...)...)
}

// Remove deletes the directory with all that is in it, whoever put it there, and then gives up the lock.
//
// Others may be writing meanwhile, so it tries again for as long as it is given. The lock file is the last to go: a directory
// without it would be somebody else's.
//
// Windows deletes no file that a process has open, and this process has its logs and etcd's data open to its end. There it deletes
// the rest. Whoever started the program deletes the directory then, or the next program that is given it does.
func (d *Directory) Remove(patience time.Duration) error {
	defer d.lock.Close()
	deadline := time.Now().Add(patience)
	for {
		err := d.wipe()
		if err == nil {
			err = os.RemoveAll(d.path)
		}
		if err == nil || host.IsInUse(err) {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("unable to remove the data directory %s: %w", d.path, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func prepare(path string) (string, error) {
	if path == "" {
		made, err := os.MkdirTemp("", "kubeuser-control-plane-")
		if err != nil {
			return "", fmt.Errorf("unable to make a data directory: %w", err)
		}
		path = made
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("unable to resolve the data directory %s: %w", path, err)
	}
	if err := os.MkdirAll(absolute, 0o700); err != nil {
		return "", fmt.Errorf("unable to make the data directory: %w", err)
	}
	return filepath.EvalSymlinks(absolute)
}

func refuseForeign(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("unable to read the data directory: %w", err)
	}
	if len(entries) == 0 {
		return nil
	}
	// To read anything else, as a pipe, could wait forever.
	if info, err := os.Lstat(filepath.Join(path, lockName)); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("unable to use the data directory %s: it is not empty and was not made by this program", path)
	}
	return nil
}

// acquire locks the lock file. A file that its owner deleted between our opening and locking it locks nothing, hence the second look.
func (d *Directory) acquire() error {
	for {
		file, err := host.OpenLock(d.Join(lockName))
		if err != nil {
			return fmt.Errorf("unable to lock the data directory: %w", err)
		}
		if err := lock(file); err != nil {
			return errors.Join(err, file.Close())
		}
		if current, err := os.Stat(d.Join(lockName)); err == nil && same(file, current) {
			d.lock = file
			return d.sign()
		}
		_ = file.Close()
	}
}

func lock(file *os.File) error {
	err := host.Lock(file)
	if errors.Is(err, host.ErrLocked) {
		return fmt.Errorf("data directory in use by pid %s", owner(file))
	}
	if err != nil {
		return fmt.Errorf("unable to lock the data directory: %w", err)
	}
	return nil
}

func owner(file *os.File) string {
	content, err := io.ReadAll(io.LimitReader(file, 32))
	if pid := strings.TrimSpace(string(content)); err == nil && pid != "" {
		return pid
	}
	return "unknown"
}

func same(file *os.File, other os.FileInfo) bool {
	info, err := file.Stat()
	return err == nil && os.SameFile(info, other)
}

func (d *Directory) sign() error {
	if err := errors.Join(os.Chmod(d.path, 0o700), d.lock.Truncate(0)); err != nil {
		return fmt.Errorf("unable to prepare the data directory: %w", err)
	}
	if _, err := d.lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("unable to write to the data directory: %w", err)
	}
	return nil
}

// wipe removes everything but the lock file, which is ours.
func (d *Directory) wipe() error {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return fmt.Errorf("unable to read the data directory: %w", err)
	}
	var failures []error
	for _, entry := range entries {
		if entry.Name() != lockName {
			failures = append(failures, os.RemoveAll(d.Join(entry.Name())))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return fmt.Errorf("unable to empty the data directory: %w", err)
	}
	return nil
}
