package lifeline

import (
	"bufio"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

const (
	patience = 30 * time.Second
	// never is an idle time that no test waits for.
	never = time.Hour
	// soon is one that a test waits for.
	soon = 50 * time.Millisecond
)

func open(t *testing.T, directory string, idle time.Duration) *Lifeline {
	t.Helper()
	l, err := Open(directory, idle)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// connect returns a connection and the directory that came with it, empty if it was refused.
func connect(t *testing.T, l *Lifeline) (net.Conn, string) {
	t.Helper()
	connection, err := net.Dial("unix", l.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	line, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	return connection, strings.TrimSuffix(line, "\n")
}

func expectUnused(t *testing.T, l *Lifeline) {
	t.Helper()
	select {
	case <-l.Unused():
	case <-time.After(patience):
		t.Fatal("it is in use for ever")
	}
}

func expectUsed(t *testing.T, l *Lifeline, duration time.Duration) {
	t.Helper()
	select {
	case <-l.Unused():
		t.Fatal("it is unused")
	case <-time.After(duration):
	}
}

func TestUnusedWhenNobodyComes(t *testing.T) {
	l := open(t, t.TempDir(), soon)
	expectUnused(t, l)
	if _, own := connect(t, l); own != "" {
		t.Errorf("somebody who came too late was given %s", own)
	}
}

func TestUnusedWhenTheLastHasGone(t *testing.T) {
	l := open(t, t.TempDir(), soon)
	first, _ := connect(t, l)
	second, _ := connect(t, l)
	expectUsed(t, l, 3*soon)
	_ = first.Close()
	expectUsed(t, l, 3*soon)
	_ = second.Close()
	expectUnused(t, l)
}

func TestEachUserHasADirectoryUntilItGoes(t *testing.T) {
	directory := t.TempDir()
	l := open(t, directory, never)
	first, one := connect(t, l)
	_, two := connect(t, l)
	if one == two || filepath.Dir(one) != directory {
		t.Errorf("directories are %q and %q", one, two)
	}
	info, err := os.Stat(one)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Fatalf("the directory is %v, %v", info, err)
	}
	if err := os.WriteFile(filepath.Join(one, "key.pem"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_ = first.Close()
	for deadline := time.Now().Add(patience); exists(one); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the directory outlives its user")
		}
	}
	if !exists(two) {
		t.Error("the other's directory is gone, too")
	}
}

func TestTheSocketGoesWhereverItWas(t *testing.T) {
	for name, directory := range map[string]string{
		"in the directory":           t.TempDir(),
		"path too long for a socket": filepath.Join(t.TempDir(), strings.Repeat("long", 30)),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.MkdirAll(directory, 0o700); err != nil {
				t.Fatal(err)
			}
			l := open(t, directory, never)
			connect(t, l)
			if err := l.Close(); err != nil {
				t.Error(err)
			}
			if exists(filepath.Dir(l.Address())) {
				t.Error("the socket's directory is still there")
			}
		})
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
