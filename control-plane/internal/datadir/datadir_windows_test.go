package datadir

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWhatThisProcessHasOpenIsLeftUnderItsMark is about Windows alone: elsewhere an open file can be deleted.
func TestWhatThisProcessHasOpenIsLeftUnderItsMark(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	directory := open(t, path)
	touch(t, directory.Join("pki", "key"))
	log, err := os.Create(directory.Join("log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	if err := directory.Remove(0); err != nil {
		t.Error(err)
	}
	if exists(directory.Join("pki")) || !exists(directory.Join("log")) || !exists(directory.Join(lockName)) {
		t.Error("not all that could be deleted is gone, or the mark is")
	}
	_ = log.Close()
	if next := open(t, path); exists(next.Join("log")) {
		t.Error("the next program kept what was left")
	}
}

func TestTheLockFileGoesWithTheDirectory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	if err := open(t, path).Remove(0); err != nil {
		t.Error(err)
	}
	if exists(path) {
		t.Error("the directory is still there")
	}
}
