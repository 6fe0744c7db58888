//go:build unix

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"dev.kubeuser/control-plane/internal/programtest"
)

// TestWhatItOpens holds everything that the program opens against the table in docs/security.md.
func TestWhatItOpens(t *testing.T) {
	promises := programtest.ReadPromises(t, programtest.SecurityPage)
	sandbox := programtest.NewSandbox(t)
	temporary, data := sandbox.Directory(t, "tmp"), filepath.Join(sandbox.Directory(t, "parent"), "data")
	command := exec.Command(programtest.Binary, "--data-dir", data)
	command.Dir = temporary
	command.Env = append(os.Environ(), "TMPDIR="+temporary, "HOME="+temporary)
	state := run(t, command).ready(t)
	promises.Check(t, state.PID, sandbox, map[string]string{"DATA": data})
	promises.CheckComplete(t)
}
