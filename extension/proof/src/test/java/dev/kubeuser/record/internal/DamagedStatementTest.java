// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.ReferencePolicy;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record of another build may hold anything: a statement that is none is refused by a sentence. */
class DamagedStatementTest {

    @TempDir
    private Path directory;

    private static RunRecord whole() {
        RequestSet requests = RequestSet.of(
                        ResourceAttributes.of("get", "", "secrets").in("prod"))
                .union(RequestSet.of(new NonResourceAttributes("get", "/metrics")));
        TestCase test = new TestCase("id", "name");
        List<Statement> statements = List.of(
                new Statement.Forbids(Holders.allBut(List.of(Subject.group("sre"))), requests),
                new Statement.Within(
                        ReferencePolicy.of(RbacPolicy.builder().build(), DefaultGrants.of("1.37"))
                                .orElseThrow(),
                        requests));
        return RunRecord.ofManifests(List.of(new PolicyState(
                RbacPolicy.builder(),
                List.of(),
                List.of(),
                List.of(),
                statements.stream()
                        .map(each -> new RecordedStatement(each, DefaultGrants.of("1.37"), List.of(test)))
                        .toList())));
    }

    private Path written(String from, String to) throws IOException {
        Path file = directory.resolve("part");
        new Evidence(whole(), List.of(), null).write(file);
        String text;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(text).contains(from);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.replace(from, to).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    @Test
    void a_whole_one_is_read() throws IOException {
        Path file = written("\"", "\"");
        assertThat(Evidence.read(file).runRecord().ofManifests().get(0).statements())
                .isEqualTo(whole().ofManifests().get(0).statements());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Forbids\":|\"Allows\":|a statement is of the unknown kind \"Allows\"",
                "\"statement\":{\"Forbids\":|\"statement\":[],\"x\":{\"y\":|a statement says nothing",
                "\"holders\":|\"held\":|holders of a Forbids is missing",
                "\"exceptNamespaces\":[]|\"exceptNamespaces\":[null]|",
                "\"requests\":0|\"requests\":7|",
                "\"requests\":0|\"requests\":-1|",
                "\"requests\":0|\"requests\":null|requests of a Within is missing",
                "\"decisions\":[|\"decided\":[|a set of requests has no decisions",
                "\"others\":0,\"named\":{\"\":1}|\"others\":9,\"named\":{\"\":1}|leads to the decision 9, which is not"
                        + " before it",
                "\"others\":0,\"named\":{\"\":1}|\"others\":2,\"named\":{\"\":1}|leads to the decision 2, which is not"
                        + " before it",
                "\"others\":0,\"named\":{\"\":1}|\"others\":0.5e99,\"named\":{\"\":1}|",
                "\"others\":0,\"named\":{\"\":1}|\"others\":0|a set of requests has a decision without values",
                "\"paths\":{\"\":0,|\"paths\":{|a set of requests does not say of all paths",
                "\"paths\":{\"\":0,|\"paths\":{\"\":6,|a set of requests decides by more attributes than a request has",
                "\"defaults\":\"1.37\",\"tests\"|\"defaults\":\"../x\",\"tests\"|\"../x\" is not a minor of Kubernetes",
                "\"defaults\":\"1.37\",\"tests\"|\"defaults\":\"9.99\",\"tests\"|the default roles of Kubernetes 9.99"
                        + " are not known",
                "\"defaults\":\"1.37\",\"roles\"|\"defaults\":\"9.99\",\"roles\"|the default roles of Kubernetes 9.99"
                        + " are not known",
                "\"roles\":[],\"bindings\":[]},|\"roles\":[]},|",
                "\"tests\":[{|\"tests\":[null,{|",
            })
    void a_damaged_one_is_refused(String from, String to, String why) throws IOException {
        Path file = written(from, to);
        assertThatThrownBy(() -> Evidence.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("it is not what this version of kubeuser writes: ")
                .hasMessageContaining(why == null ? "" : why);
    }
}
