package fr.ecluse.policy.source;

import fr.ecluse.policy.IssueCode;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A fault of the YAML itself, in the words of somebody who writes rules and not parsers. The parser's own sentence tells
 * which fault it is; where several look alike to the parser, the issue names the usual cause.
 */
record SyntaxFault(IssueCode code, Optional<Mark> mark, String detail) {

    /** Spaces and hyphens, then a word. Possessive: a line may be a mebibyte of hyphens. */
    private static final Pattern FIRST_WORD = Pattern.compile("[\\s-]*+[\\w-]*+(?<=[\\w-])");

    static SyntaxFault of(MarkedYamlEngineException thrown, SourceText source) {
        String problem = String.valueOf(thrown.getProblem());
        String context = String.valueOf(thrown.getContext());
        Optional<Mark> where = thrown.getProblemMark();
        Optional<Mark> start = thrown.getContextMark().or(thrown::getProblemMark);
        if (context.contains("quoted scalar")) {
            return problem.contains("unexpected")
                    ? new SyntaxFault(IssueCode.YAML_OPEN_QUOTE, start, problem)
                    : new SyntaxFault(IssueCode.YAML_BAD_ESCAPE, where, problem);
        }
        if (problem.contains("could not find expected ':'")) {
            return new SyntaxFault(IssueCode.YAML_MISSING_COLON, start, problem);
        }
        if (problem.contains("mapping values are not allowed")) {
            return where.filter(mark -> endsTheFirstWord(mark, source)).isPresent()
                    ? new SyntaxFault(IssueCode.YAML_INDENTATION, where, problem)
                    : new SyntaxFault(IssueCode.YAML_STRAY_COLON, where, problem);
        }
        if (problem.contains("expected ',' or ")) {
            return new SyntaxFault(IssueCode.YAML_OPEN_BRACKET, start, problem);
        }
        if (problem.contains("cannot start any token")) {
            return new SyntaxFault(IssueCode.YAML_BAD_START, where, problem);
        }
        if (problem.contains("expected <block end>")
                || problem.contains("are not allowed here")
                || problem.contains("expected the node content")) {
            return new SyntaxFault(IssueCode.YAML_INDENTATION, where, problem);
        }
        return new SyntaxFault(IssueCode.YAML_SYNTAX, where, problem);
    }

    /** Then the line looks right by itself, and stands too far to the right. */
    private static boolean endsTheFirstWord(Mark colon, SourceText source) {
        String line = source.line(colon.getLine() + 1);
        String before = line.codePoints()
                .limit(colon.getColumn())
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return FIRST_WORD.matcher(before).matches();
    }
}
