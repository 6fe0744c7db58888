package dev.kubeuser.plan.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.RunsOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A name that is nearly that of a declared user makes another user, whom the policy gives nothing. */
@RunsOnce
class DeclaredSubjectsTest {

    private static final class Said extends Handler {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static DeclaredSubject on(String place, UserSpec user, boolean isReference) {
        return new DeclaredSubject(user, isReference, place, null);
    }

    private static List<String> saidOf(String mentioned) {
        DeclaredSubjects declared = DeclaredSubjects.NONE.with(List.of(
                on("class Team", UserSpec.named("oscar").withGroups("on-call"), false),
                on("class Team", UserSpec.named("nora"), true)));
        Logger logger = Logger.getLogger(DeclaredSubjects.class.getName());
        Said said = new Said();
        logger.addHandler(said);
        try {
            DeclaredSubjects all = declared.withMentioned(
                    List.of(on("parameter 0", UserSpec.named(mentioned), true)), DeclaredSubjects.NONE);
            assertThat(all.find("user \"" + mentioned + "\"")).isPresent();
        } finally {
            logger.removeHandler(said);
        }
        return said.lines;
    }

    @Test
    void misspelled_names_are_said() {
        assertThat(saidOf("oskar"))
                .containsExactly("kubeuser: parameter 0 declares another user, \"oskar\", who is in no group."
                        + " If you mean \"oscar\", correct the name");
    }

    @Test
    void others_are_not() {
        assertThat(saidOf("somebody")).isEmpty();
        assertThat(saidOf("oscar")).isEmpty();
        assertThat(saidOf("norah")).as("nora is in no group either").isEmpty();
    }
}
