//go:build unix

package programtest

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// listener is a socket at which a process waits for others.
type listener struct {
	// Network is what net.Dial calls it.
	Network string
	// Address is what net.Dial takes. That of an abstract unix socket begins with @: it has no mode, so everybody may connect.
	Address string
}

// listeners are the sockets that the process itself holds and waits at, whatever else listens on the machine.
func listeners(t *testing.T, pid int) []listener {
	t.Helper()
	inodes, err := socketInodes(pid)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("listeners are read from /proc, which this system does not have")
	}
	if err != nil {
		t.Fatal(err)
	}
	var held []listener
	for _, table := range tables {
		for _, row := range table.rows(t, pid) {
			if listener, inode := table.parse(t, row); inodes[inode] {
				held = append(held, listener)
			}
		}
	}
	return held
}

// socketInodes are the numbers by which the kernel's tables know the sockets of a process.
func socketInodes(pid int) (map[string]bool, error) {
	descriptors := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(descriptors)
	if err != nil {
		return nil, err
	}
	inodes := map[string]bool{}
	for _, entry := range entries {
		target, _ := os.Readlink(filepath.Join(descriptors, entry.Name()))
		if inode, found := strings.CutPrefix(target, "socket:["); found {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return inodes, nil
}

// table is one of the kernel's, below /proc/PID/net: its name, what it says of a socket that waits for others, and its columns.
type table struct {
	network, waiting string
	address, inode   int
}

// stateColumn is the same in all tables; what it holds is not.
const stateColumn = 3

var tables = []table{
	{network: "tcp", waiting: "0A", address: 1, inode: 9},
	{network: "tcp6", waiting: "0A", address: 1, inode: 9},
	{network: "udp", waiting: "07", address: 1, inode: 9},
	{network: "udp6", waiting: "07", address: 1, inode: 9},
	{network: "unix", waiting: "00010000", address: 7, inode: 6},
}

// rows are those of sockets that wait for others.
func (k table) rows(t *testing.T, pid int) (rows [][]string) {
	t.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, k.network))
	if errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(k.network, "6") {
		return nil // A kernel without IPv6.
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(content), "\n")[1:] {
		if fields := strings.Fields(line); len(fields) > max(k.address, k.inode) && fields[stateColumn] == k.waiting {
			rows = append(rows, fields)
		}
	}
	return rows
}

func (k table) parse(t *testing.T, row []string) (listener, string) {
	t.Helper()
	if k.network == "unix" {
		return listener{k.network, strings.Join(row[k.address:], " ")}, row[k.inode]
	}
	address, err := parseAddress(row[k.address])
	if err != nil {
		t.Fatalf("%s in /proc/net/%s: %v", row[k.address], k.network, err)
	}
	return listener{k.network, address}, row[k.inode]
}

// parseAddress reads the kernel's form: words of four bytes, each in the order of this machine, then the port.
func parseAddress(text string) (string, error) {
	host, port, _ := strings.Cut(text, ":")
	bytes, err := hex.DecodeString(host)
	if err != nil {
		return "", err
	}
	for word := bytes; len(word) >= 4; word = word[4:] {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	address, valid := netip.AddrFromSlice(bytes)
	number, err := strconv.ParseUint(port, 16, 16)
	if err != nil || !valid {
		return "", fmt.Errorf("not an address: %w", err)
	}
	return net.JoinHostPort(address.String(), strconv.FormatUint(number, 10)), nil
}
