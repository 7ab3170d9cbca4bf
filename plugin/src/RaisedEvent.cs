// An event as EMC raised it: nothing of it has been read yet, because reading may be a call over the network and
// this is made on EMC's own thread.

namespace ChatPlugin
{
    internal sealed class RaisedEvent
    {
        public readonly string Method;
        public readonly object Arguments;
        public readonly long Ticks;

        public RaisedEvent(string method, object arguments, long ticks)
        {
            Method = method;
            Arguments = arguments;
            Ticks = ticks;
        }
    }
}
