package main

import (
	"slices"
	"testing"
)

func TestMerge(t *testing.T) {
	for _, test := range []struct {
		own         map[string]string
		users, want []string
	}{
		{map[string]string{"b": "1", "a": "2"}, nil, []string{"a=2", "b=1"}},
		{map[string]string{"b": "1"}, []string{"c=3", "--a"}, []string{"a=true", "b=1", "c=3"}},
		{map[string]string{"a": "1"}, []string{"a=2"}, []string{"a=2"}},
		{map[string]string{"a": "1"}, []string{"a=2", "b=x=y", "a=3"}, []string{"a=2", "a=3", "b=x=y"}},
		{map[string]string{"a": "1"}, []string{"a+=2", "a=3"}, []string{"a=1", "a=2", "a=3"}},
		{map[string]string{"a": "1"}, []string{"a-=2", "a-=3"}, []string{"a=3", "a=2", "a=1"}},
	} {
		if got := merge(test.own, test.users); !slices.Equal(got, test.want) {
			t.Errorf("%v and %v are %v", test.own, test.users, got)
		}
	}
}
