package apiserver

import (
	"encoding/json"
	"slices"
	"strings"

	authorization "k8s.io/api/authorization/v1"
	auditapi "k8s.io/apiserver/pkg/apis/audit"
	"k8s.io/apiserver/pkg/audit"
	"k8s.io/apiserver/pkg/authentication/user"
	genericapiserver "k8s.io/apiserver/pkg/server"
)

// auditUsersOnly changes the config of the aggregator, whose handlers audit all requests: the other servers stand behind it.
func auditUsersOnly(aggregator *genericapiserver.Config) {
	if aggregator.AuditBackend != nil {
		aggregator.AuditBackend = userAudit{aggregator.AuditBackend}
	}
}

// userAudit passes on the events of users. It leaves out what administrators do as themselves, which no audit policy can tell
// from what they do as somebody whom they impersonate.
type userAudit struct{ audit.Backend }

func (a userAudit) ProcessEvents(events ...*auditapi.Event) bool {
	processed := true
	for _, event := range events {
		if event.ImpersonatedUser == nil && slices.Contains(event.User.Groups, user.SystemPrivilegedGroup) {
			continue
		}
		dropUnreadable(event)
		dropKnown(event)
		processed = a.Backend.ProcessEvents(event) && processed
	}
	return processed
}

// dropUnreadable mends an event that could not be written: upstream takes every patch for JSON, also one in YAML.
func dropUnreadable(event *auditapi.Event) {
	if event.RequestObject != nil && !json.Valid(event.RequestObject.Raw) {
		event.RequestObject = nil
	}
}

// auditWhile has events written by writing alone: the log makes its directory again if that was removed.
func auditWhile(writing func(func() error) error, aggregator *genericapiserver.Config) {
	if aggregator.AuditBackend != nil {
		aggregator.AuditBackend = guardedAudit{aggregator.AuditBackend, writing}
	}
}

// guardedAudit drops the events of a server that is stopped.
type guardedAudit struct {
	audit.Backend
	writing func(func() error) error
}

func (a guardedAudit) ProcessEvents(events ...*auditapi.Event) bool {
	processed := true
	_ = a.writing(func() error {
		processed = a.Backend.ProcessEvents(events...)
		return nil
	})
	return processed
}

// libraryPrefix begins the audit ids of requests that the library's own clients send.
const libraryPrefix = "kubeuser-"

// dropKnown takes the bodies of access reviews off that the library knows from its own clients: nearly all assertions are such
// reviews, and their bodies would make up half of the log. No audit policy can tell them from those of other programs.
func dropKnown(event *auditapi.Event) {
	if event.ObjectRef == nil || event.ObjectRef.APIGroup != authorization.GroupName || !strings.HasPrefix(string(event.AuditID), libraryPrefix) {
		return
	}
	event.RequestObject = nil
	event.ResponseObject = nil
}
