// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A copy of a sample in another language, which a test may edit.
 *
 * @param directory where it is
 * @param output where the output of its command goes
 */
record SampleProject(Path directory, Path output) {

    private static final Path SAMPLES = Path.of("../../sample-tests/languages");
    private static final String RULE = "- apiGroups";

    static SampleProject copyOf(String sample, Path into) throws IOException {
        Path from = SAMPLES.resolve(sample);
        Path to = into.resolve(sample);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return new SampleProject(to, into);
    }

    Run run(Map<String, String> variables, String options, Object... operands)
            throws IOException, InterruptedException {
        return RunProcess.start(output, directory, variables, options, operands).end();
    }

    /**
     * Takes a verb away from the rule of a resource.
     *
     * @param resource as denials name it, for example {@code teams.example.com/status}
     * @return where the rule is, for example {@code deploy/rbac.yaml:12}
     */
    String removeVerb(String file, String verb, String resource) throws IOException {
        Path policy = directory.resolve(file);
        String text = Files.readString(policy);
        String inFile = resource.replaceAll("\\.[^/]*", "");
        Matcher rule = Pattern.compile("(?s)(?:resources: \\[|  - )" + inFile + "[]\n].*?(\n  - " + verb + "\\b|, "
                        + verb + "\\b|\\b" + verb + ", )")
                .matcher(text);
        assertThat(rule.find()).as("%s of %s in %s", verb, resource, file).isTrue();
        Files.writeString(policy, text.substring(0, rule.start(1)) + text.substring(rule.end(1)));
        String before = text.substring(0, text.lastIndexOf(RULE, rule.start()));
        return file + ":" + (before.lines().count() + 1);
    }

    /** The command fails, and what is told is who sent what, and the rule that would let it pass. */
    static void assertMissing(Run run, String verb, String resource, String rule, String program) {
        assertThat(run.exitCode()).as(run.toString()).isNotZero();
        assertThat(run.err())
                .contains(" 1 denial\n")
                .containsPattern(
                        "\nkubeuser:   ServiceAccount \\S+ may not " + verb + " " + resource + "(| .*), sent by "
                                + program + "\nkubeuser:     change rule \\d of (Cluster)?Role \\S+ \\(" + rule
                                + "\\): verbs: \\[(.*)] -> \\[\\3, " + verb + "]\n");
    }
}
