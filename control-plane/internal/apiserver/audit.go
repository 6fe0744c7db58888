package apiserver

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	authorization "k8s.io/api/authorization/v1"
	"k8s.io/apimachinery/pkg/runtime"
	auditapi "k8s.io/apiserver/pkg/apis/audit"
	"k8s.io/apiserver/pkg/audit"
	"k8s.io/apiserver/pkg/authentication/user"
	genericapiserver "k8s.io/apiserver/pkg/server"
)

// auditThrough changes the config of the aggregator, whose handlers audit all requests: the other servers stand behind it. The log
// makes its directory again if that was removed, so that events are written by writing alone, which drops those of a stopped server.
func auditThrough(writing func(func() error) error, usersOnly bool, aggregator *genericapiserver.Config) {
	if aggregator.AuditBackend != nil {
		aggregator.AuditBackend = auditLog{aggregator.AuditBackend, writing, usersOnly}
	}
}

type auditLog struct {
	audit.Backend
	writing func(func() error) error
	// usersOnly leaves out what administrators do as themselves, which no audit policy can tell from what they do as somebody whom
	// they impersonate.
	usersOnly bool
}

func (a auditLog) ProcessEvents(events ...*auditapi.Event) bool {
	if a.usersOnly {
		events = ofUsers(events)
	}
	processed := true
	_ = a.writing(func() error {
		processed = a.Backend.ProcessEvents(events...)
		return nil
	})
	return processed
}

func ofUsers(events []*auditapi.Event) (kept []*auditapi.Event) {
	for _, event := range events {
		if event.ImpersonatedUser != nil || !slices.Contains(event.User.Groups, user.SystemPrivilegedGroup) {
			dropUnreadable(event)
			dropUnread(event)
			kept = append(kept, event)
		}
	}
	return kept
}

// dropUnreadable mends an event that could not be written: upstream takes every patch for JSON, also one in YAML.
func dropUnreadable(event *auditapi.Event) {
	if event.RequestObject != nil && !json.Valid(event.RequestObject.Raw) {
		event.RequestObject = nil
	}
}

// libraryPrefix begins the audit ids of requests that the library's own clients send.
const libraryPrefix = "kubeuser-"

// decision is the annotation that says whether a request was authorized.
const decision = "authorization.k8s.io/decision"

// dropUnread takes off what the library does not read of access reviews. It reads the bodies of those about the sender's own access,
// unless its own clients sent them: it knows these, and nearly all assertions are such reviews. Of the others, those of a webhook or an
// operator about whoever sends it a request, it reads who asked, when, and whether that was authorized. No audit policy can tell them
// apart.
func dropUnread(event *auditapi.Event) {
	if event.ObjectRef == nil || event.ObjectRef.APIGroup != authorization.GroupName {
		return
	}
	if isAboutSender(event) && !strings.HasPrefix(string(event.AuditID), libraryPrefix) {
		event.RequestObject = only(event.RequestObject, "spec")
		event.ResponseObject = only(event.ResponseObject, "status")
		return
	}
	event.Level = auditapi.LevelMetadata
	event.RequestObject, event.ResponseObject = nil, nil
	event.User.UID, event.User.Extra = "", nil
	event.SourceIPs, event.UserAgent, event.ObjectRef = nil, "", nil // the URI says the same as the reference
	if decided, ok := event.Annotations[decision]; ok {
		event.Annotations = map[string]string{decision: decided}
	}
}

// isAboutSender tells whether a review asks for the access of the user whom authorizers saw as its sender.
func isAboutSender(event *auditapi.Event) bool {
	if strings.HasPrefix(event.ObjectRef.Resource, "selfsubject") {
		return true
	}
	sender := event.User.Username
	if event.ImpersonatedUser != nil {
		sender = event.ImpersonatedUser.Username
	}
	var review struct{ Spec struct{ User string } }
	return event.RequestObject != nil && json.Unmarshal(event.RequestObject.Raw, &review) == nil && review.Spec.User == sender
}

// only returns a body with its kind and one of its fields.
func only(body *runtime.Unknown, field string) *runtime.Unknown {
	var fields map[string]json.RawMessage
	if body == nil || json.Unmarshal(body.Raw, &fields) != nil {
		return body
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool {
		return name != "kind" && name != "apiVersion" && name != field
	})
	raw, err := json.Marshal(fields)
	if err != nil {
		return body
	}
	return &runtime.Unknown{Raw: raw, ContentType: body.ContentType}
}
