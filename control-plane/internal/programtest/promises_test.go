//go:build unix

package programtest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	// tableHead begins the one table of a page that is a promise.
	tableHead = "| kind | where | mode | who can open it |"
	// noMode is said of what has none, or none that matters.
	noMode = "-"
	// onDisk stands for a network where it is a file that is to be opened.
	onDisk = "file"
)

// The pages that have a table of what a program opens, as the tests of a program see them.
const (
	// securityPage is for users.
	securityPage = "../../../docs/security.md"
	// testsPage tells of what users do not get.
	testsPage = "../../../docs/development/tests.md"
)

// promises are the rows of a page's table.
type promises struct {
	page string
	rows []*promise
}

// promise is one row: a kind of thing at one place, or below it.
type promise struct {
	kind, where, mode, who string
	kept                   bool
}

// readPromises reads the table: there is no other list of what a program may open.
func readPromises(t *testing.T, page string) *promises {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(content), tableHead)
	if !found {
		t.Fatalf("%s has no table that begins with %s", page, tableHead)
	}
	p := &promises{page: page}
	for _, line := range strings.Split(table, "\n")[2:] {
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `")
		}
		p.rows = append(p.rows, &promise{kind: cells[1], where: cells[2], mode: cells[3], who: cells[4]})
	}
	return p
}

// check holds a running program against the table: all at which it listens, and all that it made in the sandbox. The places are
// what the table's names for directories stand for.
func (p *promises) check(t *testing.T, pid int, sandbox *sandbox, places map[string]string) {
	t.Helper()
	openable, expected := []listener{{onDisk, sandbox.path}}, []string{opened}
	for _, listener := range listeners(t, pid) {
		row := p.find(kindOf(listener), listener.Address, places)
		if row == nil {
			t.Errorf("%s does not tell that it listens at %s %s", p.page, listener.Network, listener.Address)
		}
		openable, expected = append(openable, listener), append(expected, row.expected())
	}
	for _, object := range sandbox.made(t) {
		kind := typeOf(object.mode)
		row := p.find(kind, object.path, places)
		if row == nil {
			t.Errorf("%s does not tell of the %s %s", p.page, kind, object.path)
			continue
		}
		if mode := fmt.Sprintf("%04o", object.mode.Perm()); row.mode != noMode && row.mode != mode || int(object.uid) != os.Getuid() {
			t.Errorf("the %s %s has mode %s, not %s, and belongs to %d", kind, object.path, mode, row.mode, object.uid)
		}
		if object.mode.IsDir() || object.mode.IsRegular() {
			openable, expected = append(openable, listener{onDisk, object.path}), append(expected, row.expected())
		}
	}
	t.Run("another user", func(t *testing.T) {
		for i, got := range asStranger(t, openable) {
			if got != expected[i] {
				t.Errorf("%s %s, to another user: %s, not %s", openable[i].Network, openable[i].Address, got, expected[i])
			}
		}
	})
}

// checkComplete is for the end: a row that nothing was found for is out of date.
func (p *promises) checkComplete(t *testing.T) {
	t.Helper()
	for _, row := range p.rows {
		if !row.kept {
			t.Errorf("%s tells of a %s %s that nobody saw", p.page, row.kind, row.where)
		}
	}
}

// find is the first row for something.
func (p *promises) find(kind, where string, places map[string]string) *promise {
	for _, row := range p.rows {
		if row.kind == kind && row.covers(where, places) {
			row.kept = true
			return row
		}
	}
	return nil
}

func (r *promise) covers(where string, places map[string]string) bool {
	pattern := r.where
	for name, path := range places {
		if rest, found := strings.CutPrefix(r.where, name); found && (rest == "" || rest[0] == '/') {
			pattern = path + rest
		}
	}
	if above, found := strings.CutSuffix(pattern, "/**"); found {
		return strings.HasPrefix(where, above+"/")
	}
	matched, err := filepath.Match(pattern, where)
	return err == nil && matched
}

// expected is what another user gets. Of what the table does not know, nothing is theirs.
func (r *promise) expected() string {
	if r != nil && strings.HasPrefix(r.who, "everybody") {
		return opened
	}
	return refused
}

func kindOf(listener listener) string {
	if listener.Network == "unix" {
		return "socket"
	}
	return listener.Network + " port"
}

func typeOf(mode fs.FileMode) string {
	switch mode.Type() {
	case 0:
		return "file"
	case fs.ModeDir:
		return "directory"
	case fs.ModeSocket:
		return "socket"
	case fs.ModeSymlink:
		return "link"
	default:
		return mode.Type().String()
	}
}
