//go:build unix

package main_test

import (
	"bufio"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dev.kubeuser/control-plane/internal/programtest"
)

const (
	// never is an idle time that no test waits for.
	never = "--idle-timeout=1h"
	// brief is one that a test waits for.
	brief = "--idle-timeout=500ms"
)

// attach connects as another program would that finds the state file, and returns the directory that came with the connection.
func attach(t *testing.T, state message) (net.Conn, string) {
	t.Helper()
	connection, err := net.Dial("unix", state.Lifeline)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	line, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return connection, strings.TrimSpace(line)
}

func readState(t *testing.T, directory string) (state message) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(directory, "ready.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &state); err != nil {
		t.Fatal(err)
	}
	return state
}

// TestSharedOutlivesItsParent takes everything away that a parent and its terminal could: input, output, and the session.
func TestSharedOutlivesItsParent(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "data")
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(programtest.Binary, "--data-dir", directory, brief)
	command.Stderr = writer
	p := run(t, command)
	ready := p.ready(t)
	state := readState(t, directory)
	connection, own := attach(t, state)
	if state.Server != ready.Server || state.PID != ready.PID || filepath.Dir(own) != directory {
		t.Errorf("the line is %+v, the state file %+v, the directory %s", ready, state, own)
	}
	_, _, _ = p.stdin.Close(), reader.Close(), writer.Close()
	p.Signal(t, syscall.SIGHUP)
	expectOwnSession(t, ready.PID)
	client := clientFor(t, adminConfig(t, state))
	for range 10 {
		time.Sleep(100 * time.Millisecond)
		if _, err := client.Discovery().ServerVersion(); err != nil {
			t.Fatal(err)
		}
	}
	_ = connection.Close()
	if code := p.exit(t, programtest.Patience); code != 0 {
		t.Errorf("exit code is %d", code)
	}
	if programtest.Exists(directory) {
		t.Error("the data directory is still there")
	}
}

func TestSharedThatNobodyUsesStops(t *testing.T) {
	p := launch(t, brief)
	p.ready(t)
	if code := p.exit(t, programtest.Patience); code != 0 {
		t.Errorf("exit code is %d", code)
	}
	expectEmpty(t, p)
}

func TestSharedStopsWhenAsked(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := launch(t, never)
		state := p.ready(t)
		attach(t, state)
		p.Signal(t, signal)
		if code := p.exit(t, programtest.Promise); code != 0 {
			t.Errorf("exit code is %d after %v", code, signal)
		}
		expectEmpty(t, p)
	}
}

// TestSharedWithALongPath has the socket elsewhere, because its path would not fit.
func TestSharedWithALongPath(t *testing.T) {
	deep := filepath.Join(t.TempDir(), strings.Repeat("deep", 30), "data")
	p := launch(t, "--data-dir", deep, never)
	p.ready(t)
	state := readState(t, deep)
	if _, own := attach(t, state); filepath.Dir(own) != deep {
		t.Errorf("the directory is %s", own)
	}
	p.Signal(t, syscall.SIGTERM)
	p.exit(t, programtest.Promise)
	expectEmpty(t, p)
}

// TestSharedDirectoryIsTakenOver starts a program where another one is about to stop.
func TestSharedDirectoryIsTakenOver(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "data")
	first := launch(t, "--data-dir", directory, never)
	leaving := first.ready(t)
	second := launch(t, "--data-dir", directory, never)
	first.Signal(t, syscall.SIGTERM)
	if taken := second.ready(t); taken.Server == leaving.Server || readState(t, directory).PID != taken.PID {
		t.Errorf("after %+v came %+v", leaving, taken)
	}
	first.exit(t, programtest.Promise)
}
