// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run of the command line.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it complained about
 */
record Run(int exitCode, String out, String err) {

    /** The words of a command line; what stands for {@code %s} is one word, whatever is in it. */
    static String[] words(String commandLine, Object... operands) {
        Iterator<Object> next = List.of(operands).iterator();
        return Stream.of(commandLine.split(" "))
                .map(word -> word.equals("%s") ? next.next().toString() : word)
                .toArray(String[]::new);
    }

    static Run of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = KubeUserCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** {@return this, whose exit code is the given one} */
    Run ended(int expected) {
        assertThat(exitCode).as(toString()).isEqualTo(expected);
        return this;
    }

    /** {@return what it printed in JSON} */
    JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }

    /** {@return the results of what it printed in SARIF} */
    List<JsonObject> results() {
        JsonObject run = json().getAsJsonArray("runs").get(0).getAsJsonObject();
        return run.getAsJsonArray("results").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
