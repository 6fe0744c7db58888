// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the comments of a Go file that controller-gen takes for markers of its package: those outside of declarations,
 * unless a declaration follows in the next line, whose documentation they are then. Only the package clause may follow.
 *
 * <p>So do {@code associateFileMarkers} of {@code pkg/markers/collect.go} in controller-tools 0.23.0, and Go's parser,
 * which puts comments together.
 */
final class GoComments {

    private static final Pattern TOKEN = Pattern.compile("""
            \\G(?:(?<blank>[ \\t\\r]+)\
            |(?<newline>\\n)\
            |(?<comment>//[^\\n]*|/\\*(?s:.*?)\\*/)\
            |(?<literal>"(?:[^"\\\\\\n]|\\\\.)*+"|`[^`]*+`|'(?:[^'\\\\\\n]|\\\\.)++'|\\.?\\d[\\w.]*+)\
            |(?<word>[\\p{L}_][\\p{L}\\p{Nd}_]*+)\
            |(?<open>[(\\[{])\
            |(?<close>[)\\]}])\
            |(?<other>(?!/\\*)[^"`']))""");

    /** The keywords outside of functions. A declaration goes on behind them in the next line. */
    private static final Set<String> KEYWORDS =
            Set.of("package", "import", "func", "type", "var", "const", "struct", "interface", "map", "chan");

    /** Changes the lines, by which Go puts comments together. */
    private static final Pattern LINE_DIRECTIVE = Pattern.compile("(?s)(?://|/\\*)line .*:\\d+.*");

    private static final Pattern CONSTRAINT = Pattern.compile("//go:build(?:\\s.*)?");

    /** In files of older versions of Go. */
    private static final Pattern OLD_CONSTRAINT = Pattern.compile("//\\s*\\+build\\s.*");

    /**
     * A comment in a line of its own.
     *
     * @param line its line
     * @param text its text, with both slashes
     */
    record Comment(int line, String text) {}

    private final SourceFile file;
    private final List<Comment> ofPackage = new ArrayList<>();
    private final List<Comment> leftOut = new ArrayList<>();
    private final List<Comment> group = new ArrayList<>();
    private final Deque<String> brackets = new ArrayDeque<>();
    private String constraint = "";
    private String last = "";
    private boolean isDeclared;
    private int line = 1;
    private int lineOfToken;
    private int endOfGroup;

    private GoComments(SourceFile file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param file a Go file
     * @param isMarker which comments matter
     * @throws ManifestException with file and line if it is not Go, or if a comment that matters stands where it is
     *     unclear what controller-gen makes of it
     */
    static GoComments of(SourceFile file, Pattern isMarker) {
        GoComments comments = new GoComments(file);
        comments.read(isMarker);
        return comments;
    }

    /** The comments of the package that matter. */
    List<Comment> ofPackage() {
        return ofPackage;
    }

    /** The comments that matter, but which are in a function or directly above a declaration. */
    List<Comment> leftOut() {
        return leftOut;
    }

    /** The comment by which Go decides whether the file is built; empty if there is none. */
    String constraint() {
        return constraint;
    }

    private void read(Pattern isMarker) {
        Matcher token = TOKEN.matcher(file.text());
        int end = 0;
        while (token.find()) {
            String text = token.group();
            if (token.group("newline") != null) {
                endLine();
            } else if (token.group("comment") != null) {
                comment(text, isMarker);
            } else if (token.group("blank") == null) {
                token(text, token);
            }
            end = token.end();
        }
        if (end < file.text().length() || !brackets.isEmpty()) {
            throw file.malformed(line, "this is not Go: a text, a comment or a bracket has no end");
        }
        ofPackage.addAll(group);
    }

    /** Go puts a semicolon where a line ends with what can end a statement. */
    private void endLine() {
        line++;
        if (brackets.isEmpty() && !last.isEmpty() && !KEYWORDS.contains(last)) {
            char end = last.charAt(last.length() - 1);
            isDeclared &= !(Character.isLetterOrDigit(end) || "_\"`')]}.".indexOf(end) >= 0);
        }
    }

    private void comment(String text, Pattern isMarker) {
        boolean isTrailing = line == lineOfToken;
        boolean isBlock = text.startsWith("/*");
        if (LINE_DIRECTIVE.matcher(text).matches()) {
            throw file.malformed(line, "a line directive hides where the markers of this file are");
        }
        boolean isConstraint = CONSTRAINT.matcher(text).matches()
                || (constraint.isEmpty() && OLD_CONSTRAINT.matcher(text).matches());
        if (isConstraint && last.isEmpty()) {
            constraint = text.strip();
        }
        if (!isTrailing && line > endOfGroup + 1) {
            ofPackage.addAll(group);
            group.clear();
        }
        if (!isBlock && isMarker.matcher(text).lookingAt()) {
            marker(new Comment(line, text), isTrailing);
        }
        if (isBlock) {
            text.chars().filter(character -> character == '\n').forEach(each -> endLine());
        }
        endOfGroup = isTrailing ? 0 : line;
    }

    /** In functions and in other brackets no comment is of the package, but some are among types. */
    private void marker(Comment comment, boolean isTrailing) {
        boolean isAmongTypes = "type(".equals(brackets.peek());
        if (isAmongTypes || (brackets.isEmpty() && (isTrailing || isDeclared))) {
            throw file.malformed(
                    comment.line,
                    "this marker is inside of a declaration: write it in a line of its own outside, with an empty line"
                            + " behind it");
        }
        (brackets.isEmpty() ? group : leftOut).add(comment);
    }

    private void token(String text, Matcher token) {
        boolean isDocumentation = !isDeclared && endOfGroup + 1 == line && !text.equals("package");
        if (brackets.isEmpty()) {
            (isDocumentation ? leftOut : ofPackage).addAll(group);
            group.clear();
        }
        if (token.group("open") != null) {
            brackets.push(last.equals("type") ? "type" + text : text);
        } else if (token.group("close") != null) {
            close(text);
        }
        isDeclared = !(brackets.isEmpty() && text.equals(";"));
        lineOfToken =
                line + (int) text.chars().filter(character -> character == '\n').count();
        line = lineOfToken;
        last = text;
    }

    private void close(String bracket) {
        String open = brackets.isEmpty() ? "" : brackets.pop();
        if (!(open + bracket).matches("(type)?(\\(\\)|\\[]|\\{})")) {
            throw file.malformed(line, "this is not Go: nothing is open that " + bracket + " could close");
        }
    }
}
