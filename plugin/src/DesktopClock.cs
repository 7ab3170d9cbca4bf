// When an event was raised: milliseconds since 1970 with microseconds after the point.
//
// DateTime.UtcNow alone moves in steps of up to 16 ms on Windows. So the time of day is read once, at the moment it
// steps, and Stopwatch counts on from there. When the two have drifted apart, because somebody set the clock, it is
// read again. Not safe for several threads: the forwarding thread owns it.

using System;
using System.Diagnostics;

namespace ChatPlugin
{
    internal sealed class DesktopClock
    {
        private const double Tolerance = 50.0;
        private const double LongestStep = 20.0;

        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        private static readonly double TicksPerMillisecond = Stopwatch.Frequency / 1000.0;

        private double anchorTime;
        private long anchorTicks;

        public DesktopClock()
        {
            Anchor();
        }

        // All that is taken on EMC's own thread.
        public static long Ticks()
        {
            return Stopwatch.GetTimestamp();
        }

        public double TimeOf(long ticks)
        {
            double drift = TimeOfDay() - Extrapolate(Ticks());
            if (Math.Abs(drift) > Tolerance)
                Anchor();
            return Extrapolate(ticks);
        }

        private double Extrapolate(long ticks)
        {
            return anchorTime + (ticks - anchorTicks) / TicksPerMillisecond;
        }

        private void Anchor()
        {
            double before = TimeOfDay();
            long start = Ticks();
            do
            {
                anchorTime = TimeOfDay();
                anchorTicks = Ticks();
            }
            while (anchorTime == before && (anchorTicks - start) / TicksPerMillisecond < LongestStep);
        }

        private static double TimeOfDay()
        {
            return (DateTime.UtcNow - Epoch).TotalMilliseconds;
        }
    }
}
