// Package lifeline tells when a control plane that several programs share is used by none of them any more.
//
// Whoever uses it holds a connection to a unix socket. The kernel closes that with the process that holds it, however that ends.
package lifeline

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"dev.kubeuser/control-plane/internal/sockets"
)

// pause is how long a failed accept waits for its reason, as too many open files, to go away.
const pause = 100 * time.Millisecond

// Lifeline is a socket and those who are connected to it.
type Lifeline struct {
	directory, sockets string
	idle               time.Duration
	listener           net.Listener
	unused             chan struct{}

	mutex sync.Mutex
	users int
	ended bool
	timer *time.Timer
}

// Open listens on a socket inside of directory, or outside where that path is too long for one. Nobody being there yet, the idle
// time begins at once.
//
// Each user is sent one line, the path of a new directory inside of directory. It is the user's own, and is removed with the
// connection, or with everything else.
func Open(directory string, idle time.Duration) (*Lifeline, error) {
	place, err := sockets.Directory(filepath.Join(directory, "lifeline"))
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("unix", filepath.Join(place, "lifeline"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("unable to listen for users: %w", err), os.RemoveAll(place))
	}
	l := &Lifeline{directory: directory, sockets: place, idle: idle, listener: listener, unused: make(chan struct{})}
	l.timer = time.AfterFunc(idle, l.end)
	go l.accept()
	return l, nil
}

// Address is the path of the socket.
func (l *Lifeline) Address() string {
	return l.listener.Addr().String()
}

// Unused is closed when nobody was connected for the idle time. Who connects later is refused.
func (l *Lifeline) Unused() <-chan struct{} {
	return l.unused
}

// Close removes the socket. Connections stay: they end with the process.
func (l *Lifeline) Close() error {
	return errors.Join(l.listener.Close(), os.RemoveAll(l.sockets))
}

func (l *Lifeline) accept() {
	for {
		connection, err := l.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(pause)
		default:
			go l.serve(connection)
		}
	}
}

func (l *Lifeline) serve(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	if !l.join() {
		return
	}
	defer l.leave()
	own, err := os.MkdirTemp(l.directory, "user-")
	if err != nil {
		return
	}
	defer func() { _ = os.RemoveAll(own) }()
	if _, err := fmt.Fprintln(connection, own); err == nil {
		_, _ = io.Copy(io.Discard, connection)
	}
}

func (l *Lifeline) join() bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.ended {
		return false
	}
	l.users++
	l.timer.Stop()
	return true
}

func (l *Lifeline) leave() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.users--; l.users == 0 {
		l.timer.Reset(l.idle)
	}
}

// end is called by a timer, which may have fired just before somebody came.
func (l *Lifeline) end() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.users == 0 && !l.ended {
		l.ended = true
		close(l.unused)
	}
}
