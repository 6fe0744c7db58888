package plane

import (
	"context"
	"errors"
)

// together runs all functions at the same time. The first error cancels the others and is returned at once, without waiting for
// them: code that does not listen to its context must not keep the reason of a failure back.
func together(ctx context.Context, runs ...func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	results := make(chan error, len(runs))
	for _, run := range runs {
		go func() { results <- run(ctx) }()
	}
	for range runs {
		if err := <-results; err != nil {
			cancel(err)
			return err
		}
	}
	cancel(errors.New("done"))
	return nil
}
