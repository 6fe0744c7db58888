package main

import (
	"context"
	"testing"
	"time"
)

func TestDelaysOfASeed(t *testing.T) {
	t.Setenv(paceVariable, paceOfK3s)
	first := timingOf(t, "1")
	if again := timingOf(t, "1"); first.String() != again.String() {
		t.Errorf("%s is not %s", again, first)
	}
	if other := timingOf(t, "2"); first.String() == other.String() {
		t.Errorf("seeds 1 and 2 both have %s", first)
	}
	for range 1000 {
		s := timingOf(t, "")
		if late := s.stragglers.After; late < 2*time.Second || late > 10*time.Second || s.after < late+s.stragglers.Within || s.within < 3*time.Second {
			t.Fatal(s)
		}
	}
}

// TestPauses spread over the time that there is, and not beyond.
func TestPauses(t *testing.T) {
	t.Setenv(paceVariable, paceOfK3s)
	s := timingOf(t, "3")
	s.within = 100 * time.Millisecond
	start := time.Now()
	for rest := 20; rest > 0; rest-- {
		if err := s.pause(context.Background(), rest); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 20*time.Millisecond || s.within < 0 {
		t.Errorf("took %s, %s are left", took, s.within)
	}
}

func timingOf(t *testing.T, seed string) *timing {
	t.Helper()
	t.Setenv(seedVariable, seed)
	read, err := readTiming()
	if err != nil {
		t.Fatal(err)
	}
	return read
}
