//go:build unix

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dev.kubeuser/control-plane/internal/programtest"
)

// TestWhatItOpens holds everything that the program opens against the table in docs/security.md: with sockets in its data
// directory, and with sockets elsewhere because their paths would not fit.
func TestWhatItOpens(t *testing.T) {
	promises := programtest.ReadPromises(t, programtest.SecurityPage)
	for name, parent := range map[string]string{"sockets inside": "short", "sockets outside": strings.Repeat("long", 30)} {
		t.Run(name, func(t *testing.T) {
			sandbox := programtest.NewSandbox(t)
			temporary, data := sandbox.Directory(t, "tmp"), filepath.Join(sandbox.Directory(t, parent), "data")
			command := exec.Command(programtest.Binary, "--data-dir", data, never)
			command.Dir = temporary
			command.Env = append(os.Environ(), "TMPDIR="+temporary, "HOME="+temporary)
			p := run(t, command)
			state := p.ready(t)
			attach(t, state)
			promises.Check(t, state.PID, sandbox, map[string]string{"DATA": data, "TMP": temporary})
		})
	}
	promises.CheckComplete(t)
}
