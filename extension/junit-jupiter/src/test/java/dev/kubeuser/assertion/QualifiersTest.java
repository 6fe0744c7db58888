// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.CompiledTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler knows what can be said about an answer. */
@RunsOnce
class QualifiersTest {

    private static final String USER = "assertThat(user).";
    private static final String SUBJECT = "assertThat(subject).";
    private static final String CAN = "can(query).";
    private static final String CANNOT = "cannot(query).";
    private static final String OF_GRANT = "grantedBy(\"RoleBinding a/b\")";
    private static final String OF_ANSWER = "decidedBy(\"company\")";
    private static final String OF_ADMITTED = "warnedBy(\"PodSecurity\")";
    private static final String OF_STORED = "changedAs(java.nio.file.Path.of(\"golden.txt\"))";
    private static final String OF_DENIAL = "deniedBy(\"PodSecurity\")";
    private static final String OF_REJECTION = "because(\"expired\")";

    @TempDir
    Path directory;

    /** A method with a line for each assertion. */
    private static String source(Stream<String> assertions) {
        return assertions.collect(Collectors.joining(
                ";\n",
                "class Pasted { void all(KubeAccess user, ReviewedSubject subject,"
                        + " dev.kubeuser.query.AccessQuery query, dev.kubeuser.question.Write write) {\n",
                ";\n}}"));
    }

    @Test
    void qualifiers_follow_what_they_are_about() throws IOException {
        assertThat(CompiledTest.errors(
                        "Pasted",
                        source(Stream.of(
                                USER + CAN + OF_GRANT + ".byRole(\"ClusterRole c\").through(\"Group g\")." + OF_ANSWER,
                                USER + CAN + OF_GRANT + "." + CANNOT + OF_ANSWER + "." + CAN + OF_GRANT,
                                USER + CANNOT + OF_ANSWER + ".isAuthenticatedAs(\"alice\").as(\"a\").isNotNull()",
                                USER + "can(write)." + OF_ADMITTED + "." + OF_STORED + ".cannot(write)." + OF_DENIAL,
                                USER + "cannot(write)." + OF_DENIAL + "." + OF_DENIAL + "." + CAN + OF_GRANT,
                                USER + "isUnauthenticated()." + OF_REJECTION + "." + OF_REJECTION + ".isNotNull()",
                                SUBJECT + CAN + OF_GRANT + "." + CANNOT + OF_ANSWER + ".canApprove(\"a/b\")",
                                SUBJECT + CAN + OF_ANSWER + ".as(\"a\").eventually()." + CAN + OF_GRANT)),
                        directory))
                .isEmpty();
    }

    @Test
    void other_qualifiers_do_not_compile() throws IOException {
        String[] wrong = {
            USER + OF_GRANT,
            USER + OF_ANSWER,
            USER + OF_ADMITTED,
            USER + OF_STORED,
            USER + OF_DENIAL,
            USER + OF_REJECTION,
            USER + CAN + OF_DENIAL,
            USER + CAN + OF_ADMITTED,
            USER + CAN + OF_REJECTION,
            USER + CAN + OF_ANSWER + "." + OF_GRANT,
            USER + CANNOT + OF_GRANT,
            USER + CANNOT + "byRole(\"ClusterRole view\")",
            USER + CANNOT + "through(\"Group sre\")",
            USER + CANNOT + OF_DENIAL,
            USER + "can(write)." + OF_GRANT,
            USER + "can(write)." + OF_DENIAL,
            USER + "can(write)." + OF_ANSWER,
            USER + "cannot(write)." + OF_ADMITTED,
            USER + "cannot(write)." + OF_STORED,
            USER + "cannot(write)." + OF_ANSWER,
            USER + "isUnauthenticated()." + OF_GRANT,
            USER + CAN + OF_GRANT + ".hasNoRisks()." + OF_GRANT,
            USER + CAN + OF_GRANT + "." + CANNOT + OF_GRANT,
            SUBJECT + OF_GRANT,
            SUBJECT + OF_ANSWER,
            SUBJECT + CANNOT + OF_GRANT,
            SUBJECT + CAN + OF_DENIAL,
            SUBJECT + "canOnly(query)." + OF_GRANT,
        };
        assertThat(CompiledTest.errors("Pasted", source(Stream.of(wrong)), directory))
                .as("each line lacks its last method")
                .allSatisfy(error -> assertThat(error.getCode()).isEqualTo("compiler.err.cant.resolve.location.args"))
                .extracting(error -> error.getLineNumber())
                .doesNotHaveDuplicates()
                .hasSameSizeAs(wrong);
    }
}
