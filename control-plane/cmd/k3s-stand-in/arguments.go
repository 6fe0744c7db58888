package main

import (
	"maps"
	"slices"
	"strings"
)

// merge makes the arguments of a part of Kubernetes from k3s's own and the user's, as k3s does: sorted by their keys, and the user's
// in the order in which they were given, so that the last one wins where the part takes one. An argument of the user takes the place
// of k3s's own, unless a sign at the end of its key puts it behind (+) or before (-) that.
func merge(own map[string]string, users []string) (merged []string) {
	values := map[string][]string{}
	for key, value := range own {
		values[key] = []string{value}
	}
	given := map[string]bool{}
	for _, argument := range users {
		signed, value := keyAndValue(argument)
		key := strings.TrimRight(signed, "-+")
		switch {
		case strings.HasSuffix(signed, "+"):
			values[key] = append(values[key], value)
		case strings.HasSuffix(signed, "-"):
			values[key] = append([]string{value}, values[key]...)
		case given[key]:
			values[key] = append(values[key], value)
		default:
			values[key] = []string{value}
		}
		given[key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[key] {
			merged = append(merged, key+"="+value)
		}
	}
	return merged
}

// isGiven tells whether the user gave a value for a key, without a sign.
func isGiven(key string, users []string) bool {
	return slices.ContainsFunc(users, func(argument string) bool {
		given, value := keyAndValue(argument)
		return given == key && value != ""
	})
}

// keyAndValue reads an argument as k3s does: dashes in front are allowed, and no value means true.
func keyAndValue(argument string) (key, value string) {
	key, value, found := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
	if !found {
		return key, "true"
	}
	return key, value
}
