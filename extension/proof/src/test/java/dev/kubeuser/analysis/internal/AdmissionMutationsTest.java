// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.analysis.internal.Mutation.Mutant;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Admission policies, their bindings and parameters have the mutants that were written by hand, and no others. */
class AdmissionMutationsTest {

    private static final Path FOLDER = Path.of("src/test/resources/mutation-operators");

    @Test
    void a_policy_of_admission_has_the_mutants_of_the_table() throws IOException {
        String yaml = Files.readString(FOLDER.resolve("admission.yaml"));
        List<String> mutants = AdmissionMutations.of(
                        Manifests.parse("admission.yaml", yaml).objects())
                .stream()
                .map(AdmissionMutationsTest::line)
                .toList();
        assertThat(mutants)
                .containsExactlyElementsOf(Files.readAllLines(FOLDER.resolve("admission.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList());
    }

    private static String line(Mutation mutation) {
        Mutant mutant = mutation.asMutant(OwnNamespaces.none());
        String applied = mutation.replacement().stream()
                .map(after -> difference("", mutation.source().json(), after))
                .collect(Collectors.joining());
        return mutant.operator() + " | " + mutant + applied;
    }

    /** Returns each place where the objects differ, with what is there afterwards. */
    private static String difference(String path, @Nullable JsonElement before, @Nullable JsonElement after) {
        if (before instanceof JsonObject some && after instanceof JsonObject others) {
            Set<String> keys = new LinkedHashSet<>(some.keySet());
            keys.addAll(others.keySet());
            return keys.stream()
                    .map(key -> difference(path + "/" + key, some.get(key), others.get(key)))
                    .collect(Collectors.joining());
        }
        if (before instanceof JsonArray some && after instanceof JsonArray others && some.size() == others.size()) {
            return IntStream.range(0, some.size())
                    .mapToObj(index -> difference(path + "/" + index, some.get(index), others.get(index)))
                    .collect(Collectors.joining());
        }
        return after != null && after.equals(before) ? "" : " | " + path + " = " + after;
    }
}
