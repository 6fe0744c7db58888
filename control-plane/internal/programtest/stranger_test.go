//go:build unix

package programtest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

const (
	// strangerVariable turns a test program into the stranger.
	strangerVariable = "PROGRAMTEST_STRANGER"
	// strangerID is "nobody" where that name is known, and nobody's where it is not.
	strangerID = 65534

	opened  = "opened"
	refused = "refused"
)

// asStranger has another user of this machine open everything, and returns what came of each. Only root can become somebody else.
func asStranger(t *testing.T, all []listener) []string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("what another user can open is tried where the tests run as root")
	}
	var request bytes.Buffer
	for _, one := range all {
		fmt.Fprintf(&request, "%s %s\n", one.Network, one.Address)
	}
	// The link, because the stranger may not be able to enter the directory of the test program.
	command := exec.Command("/proc/self/exe")
	command.Env = []string{strangerVariable + "=yes"}
	command.Dir = "/"
	command.Stdin = &request
	command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: strangerID, Gid: strangerID}}
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("the other user failed: %v\n%s", err, output)
	}
	results := strings.Split(strings.TrimSuffix(string(output), "\n"), "\n")
	if len(results) != len(all) {
		t.Fatalf("the other user was to open %d, and answered\n%s", len(all), output)
	}
	return results
}

// stranger is the other user's side of it.
func stranger(in io.Reader, out io.Writer) int {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		network, address, _ := strings.Cut(lines.Text(), " ")
		switch err := open(network, address); {
		case err == nil:
			fmt.Fprintln(out, opened)
		case errors.Is(err, fs.ErrPermission):
			fmt.Fprintln(out, refused)
		default:
			fmt.Fprintln(out, err)
		}
	}
	return 0
}

func open(network, address string) error {
	if network == onDisk {
		file, err := os.Open(address)
		if err != nil {
			return err
		}
		return file.Close()
	}
	connection, err := net.Dial(network, address)
	if err != nil {
		return err
	}
	return connection.Close()
}
