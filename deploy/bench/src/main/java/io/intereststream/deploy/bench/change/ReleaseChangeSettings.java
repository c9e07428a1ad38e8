package io.intereststream.deploy.bench.change;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;

/**
 * Settings of {@link ReleaseChangeBench}.
 *
 * @param items number of items of each of the two alternating releases
 * @param viewers number of viewers with histories
 * @param history number of items of each viewer at the start, at most the window
 * @param changes number of changes of the release
 * @param every time between two changes; the time before the first change is as long, but at least
 *     a minute
 * @param rate events per second; 0 for the rate that keeps 40 % of the CPU busy
 * @param kills number of TaskManagers to kill, spread over the run
 * @param reembedWithin time within which viewers without new events are re-embedded
 * @param changelog whether to use Flink's changelog state backend
 * @param auditEvery whether to audit every update, not only the one that a reader holds for each
 *     viewer
 * @param strict whether to wait for the compilers and to refuse on a busy machine
 * @param options options of the job and of Flink
 */
public record ReleaseChangeSettings(
    int items,
    int viewers,
    int history,
    int changes,
    Duration every,
    double rate,
    int kills,
    Duration reembedWithin,
    boolean changelog,
    boolean auditEvery,
    boolean strict,
    Configuration options) {}
