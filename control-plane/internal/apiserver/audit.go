package apiserver

import (
	"encoding/json"
	"slices"

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
