// Package host has what differs between the systems that the program runs on: Linux, macOS and Windows.
//
// It and the few packages that use it import nothing of Kubernetes, so each can be vetted for every system in seconds.
package host

import "errors"

// ErrLocked is the error about a file that another process has locked.
var ErrLocked = errors.New("locked by another process")
