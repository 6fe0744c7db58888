//go:build unix

package programtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStopsWhenAsked(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*testing.T, *program){
		"SIGTERM":      func(t *testing.T, p *program) { p.Signal(t, syscall.SIGTERM) },
		"SIGINT":       func(t *testing.T, p *program) { p.Signal(t, syscall.SIGINT) },
		"end of input": func(_ *testing.T, p *program) { _ = p.stdin.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			directory := filepath.Join(t.TempDir(), "data")
			p := launch(t, "--data-dir", directory)
			p.ready(t)
			added := filepath.Join(directory, "users", "alice.kubeconfig")
			if err := os.MkdirAll(filepath.Dir(added), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(added, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			stop(t, p)
			if code := p.exit(t, stopLimit); code != 0 {
				t.Errorf("exit code is %d", code)
			}
			if exists(directory) {
				t.Error("the data directory is still there")
			}
		})
	}
}

// TestLeavesTheTerminal: Ctrl-C there is for whoever started it, which may have a program to end first.
func TestLeavesTheTerminal(t *testing.T) {
	t.Parallel()
	p := launch(t)
	p.ready(t)
	expectOwnSession(t, p.Command.Process.Pid)
	_ = p.stdin.Close()
	if code := p.exit(t, stopLimit); code != 0 {
		t.Errorf("exit code is %d", code)
	}
}

func expectOwnSession(t *testing.T, pid int) {
	t.Helper()
	if session, _, errno := syscall.Syscall(syscall.SYS_GETSID, uintptr(pid), 0, 0); errno != 0 || int(session) != pid {
		t.Errorf("its session is %d: %v", session, errno)
	}
}

func TestStopsWhileStarting(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{0, 50, 150, 300, 500, 700} {
		p := launch(t)
		time.Sleep(delay * time.Millisecond)
		_ = p.stdin.Close()
		select {
		case <-p.Exited:
		case <-time.After(stopLimit):
			t.Fatalf("still running %s after the end of input at %d ms", stopLimit, delay)
		}
		if code := p.Command.ProcessState.ExitCode(); code != 0 {
			t.Errorf("exit code is %d after the end of input at %d ms", code, delay)
		}
		expectEmpty(t, p)
	}
}

// expectEmpty looks into the temporary directory that the program made its data directory in.
func expectEmpty(t *testing.T, p *program) {
	t.Helper()
	for _, variable := range p.Command.Env {
		if directory, found := strings.CutPrefix(variable, "TMPDIR="); found {
			err := filepath.WalkDir(directory, func(path string, _ fs.DirEntry, err error) error {
				if path != directory && err == nil {
					t.Errorf("%s is left", strings.TrimPrefix(path, directory))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestKeepsRunningWhenToldTo(t *testing.T) {
	t.Parallel()
	p := launch(t, "--keep-running")
	ready := p.ready(t)
	_ = p.stdin.Close()
	p.Signal(t, syscall.SIGHUP)
	client := clientFor(t, adminConfig(t, ready))
	for range 5 {
		time.Sleep(100 * time.Millisecond)
		if _, err := client.Discovery().ServerVersion(); err != nil {
			t.Fatal(err)
		}
	}
	p.Signal(t, syscall.SIGTERM)
	if code := p.exit(t, stopLimit); code != 0 {
		t.Errorf("exit code is %d", code)
	}
}

func TestLeftoversOfAKilledProgramAreReplaced(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "data")
	killed := launch(t, "--data-dir", directory)
	killed.ready(t)
	killed.Signal(t, syscall.SIGKILL)
	killed.exit(t, patience)
	if !exists(filepath.Join(directory, "etcd")) {
		t.Fatal("a killed program removed its data")
	}
	launch(t, "--data-dir", directory).ready(t)
}
