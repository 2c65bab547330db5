package fr.ecluse.policy;

/** What a refusing rule does to the seats taken before its window opened. */
public enum OpenSessions {
    /** They end when the window opens. */
    END,
    /** They may be finished: only newcomers are refused. */
    FINISH
}
