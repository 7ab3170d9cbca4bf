// The class that EMC Desktop loads, and the only public one: its life cycle, and the guard around it.
//
// It deliberately does not decide anything about contacts, and it never reports a failure to EMC by an exception or
// an error code: what EMC does then is not known, and a desktop without CRM cards is better than none. What went
// wrong is in EMC's error log.

using System;
using AgileSoftware.Plugin;

namespace ChatPlugin
{
    public sealed class Plugin : IASPIMClient2
    {
        private const string MediaControllerType = "AgileSoftware.Multimedia.IASMediaController";
        private const string TelephonyType = "AgileSoftware.GUIHost.ITelephony";

        private IASPIMBroker broker;
        private string section;
        private EmcLog log;
        private object mediaController;
        private object station;
        private DesktopSession session;
        private RunState runState = RunState.Stop;

        public RunState RunState
        {
            get { return runState; }
        }

        public ErrorCode Initialise(IASPIMBroker asPIMBroker, string configurationSectionName)
        {
            broker = asPIMBroker;
            section = configurationSectionName;
            log = new EmcLog(asPIMBroker);
            return Guarded("Initialise", delegate
            {
                log.Startup("version " + DesktopFacts.PluginVersion + ", section " + section);
            });
        }

        // EMC calls this once every plug-in is initialised: only now can other plug-ins' objects be had.
        public ErrorCode Prepare()
        {
            return Guarded("Prepare", delegate
            {
                mediaController = ObjectOf(MediaControllerType);
                if (mediaController == null)
                    log.Fatal("EMC offers no " + MediaControllerType + ", so no contact can be seen. "
                        + "List and enable the multimedia plug-in in 'Plug In Assembly List', before ChatPlugin.");

                station = LateMembers.Read(ObjectOf(TelephonyType), "XMLStation");
                if (station == null)
                    log.Information("EMC offers no " + TelephonyType + " with an XMLStation: "
                        + "the operator's AgentID will be missing.");
            });
        }

        public ErrorCode Run(RunState state)
        {
            return Guarded("Run", delegate
            {
                if (state == RunState.Start && runState != RunState.Start)
                    Start();
                else if (state == RunState.Stop && runState == RunState.Start)
                    Stop();
                runState = state;
            });
        }

        public void Dispose()
        {
            Guarded("Dispose", delegate
            {
                if (runState == RunState.Start)
                    Stop();
                runState = RunState.Stop;
            });
        }

        private void Start()
        {
            if (session == null)
                session = new DesktopSession(new EmcSection(broker, section, log), mediaController, station, log);
            session.Start();
        }

        private void Stop()
        {
            session.Stop();
        }

        private object ObjectOf(string typeName)
        {
            object reference;
            string version;
            try
            {
                if (broker.GetObjectReference(typeName, null, out reference, out version) == ErrorCode.NoError)
                    return reference;
            }
            catch (Exception e)
            {
                log.Information("EMC failed to give " + typeName + ": " + EmcLog.Describe(e));
            }
            return null;
        }

        private ErrorCode Guarded(string step, Action work)
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                if (log != null)
                    log.Fatal(step + " failed, and CRM cards may not come up: " + e);
            }
            return ErrorCode.NoError;
        }
    }
}
