package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAccessAssert;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.dryrun.Write;
import dev.kubeuser.review.AccessQueryException;

/**
 * A line about the write of a whole object.
 *
 * @param place the file and line, for messages
 * @param words how the table says it
 * @param subject who writes
 * @param write what is written
 * @param allowed whether it should be admitted
 * @param by what in admission should deny it or warn of it; empty for anything, authorization too
 */
public record WriteLine(String place, LineWords words, String subject, Write write, boolean allowed, String by)
        implements SubjectLine {

    /** Sends a dry run. */
    @Override
    public void check(AbstractAccessAssert<?, ?> who) {
        if (!(who.as(place) instanceof KubeAccessAssert user)) {
            throw new AccessQueryException(place + ": a write is sent by a user, and \"" + Printable.text(subject)
                    + "\" has no credential here: declare the user, and write its name");
        }
        if (by.isEmpty()) {
            check(user);
        } else if (allowed) {
            check(user).warnedBy(by);
        } else {
            check(user).deniedBy(by);
        }
    }

    private KubeAccessAssert check(KubeAccessAssert user) {
        return allowed ? user.can(write) : user.cannot(write);
    }

    /** For example {@code bob cannot create Deployment shop (shop.yaml:1) in production}. */
    @Override
    public String toString() {
        return words.toString();
    }
}
