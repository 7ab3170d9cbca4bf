// What plug-ins reach through EMC's broker, and the broker itself: error log, configuration, multimedia, telephony.

using AgileSoftware.Configuration;
using AgileSoftware.ErrorLog;
using AgileSoftware.Plugin;

namespace EmcEmulator
{
    internal sealed class Desktop
    {
        private readonly Ways ways;
        private readonly HostConfiguration configuration;
        private readonly MediaController mediaController;
        private readonly Telephony telephony;
        private readonly HostBroker broker;

        public Desktop(HostConfiguration configuration, Ways ways)
        {
            this.configuration = configuration;
            this.ways = ways;
            mediaController = MediaController.Of(ways);
            telephony = new Telephony(ways);
            broker = new HostBroker(this);
        }

        public Ways Ways
        {
            get { return ways; }
        }

        public HostConfiguration Configuration
        {
            get { return configuration; }
        }

        public MediaController MediaController
        {
            get { return mediaController; }
        }

        public Telephony Telephony
        {
            get { return telephony; }
        }

        public IASPIMBroker Broker
        {
            get { return broker; }
        }

        private sealed class HostBroker : IASPIMBroker
        {
            private readonly Desktop desktop;
            private readonly HostLog log;

            public HostBroker(Desktop desktop)
            {
                this.desktop = desktop;
                log = new HostLog(desktop.ways);
            }

            public IErrorLog ErrorLogging
            {
                get { return log; }
            }

            public IConfiguration Configuration
            {
                get { return desktop.configuration; }
            }

            public ErrorCode GetObjectReference(
                string typeName, string instance, out object reference, out string version)
            {
                version = "4.1.0.1";
                reference = null;
                if (typeName == "AgileSoftware.Multimedia.IASMediaController" && desktop.ways.MediaController)
                    reference = desktop.mediaController;
                else if (typeName == "AgileSoftware.GUIHost.ITelephony")
                    reference = desktop.telephony;
                return reference == null ? ErrorCode.UnknowError : ErrorCode.NoError;
            }
        }
    }
}
