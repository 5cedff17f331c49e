// obs-websocket-js at an adapter: `node obs_client.mjs ADDRESS PASSWORD json|msgpack`. Prints what it saw as JSON.

const [address, password, encoding] = process.argv.slice(2);
const { OBSWebSocket } = await import(`obs-websocket-js/${encoding}`);

const obs = new OBSWebSocket();
const told = { refused: {} };
const hears = (name) => new Promise((resolve) => obs.once(name, resolve));

async function refused(name, data) {
    try {
        await obs.call(name, data);
    } catch (error) {
        told.refused[name] = error.code;
    }
}

try {
    told.wrong = await obs.connect(address, "obs_guessed").catch((error) => error.code);
    const { negotiatedRpcVersion } = await obs.connect(address, password);
    told.rpc = negotiatedRpcVersion;
    told.requests = (await obs.call("GetVersion")).availableRequests;
    await obs.call("GetStats");
    told.scenes = (await obs.call("GetSceneList")).scenes.map((one) => one.sceneName).reverse();
    const lined = hears("CurrentPreviewSceneChanged");
    await obs.call("SetCurrentPreviewScene", { sceneName: "Close" });
    told.preview = (await lined).sceneName;
    const onProgram = hears("CurrentProgramSceneChanged");
    await obs.call("TriggerStudioModeTransition");
    told.program = (await onProgram).sceneName;
    const muted = hears("InputMuteStateChanged");
    await obs.call("SetInputMute", { inputName: "Camera (2)", inputMuted: true });
    told.muted = (await muted).inputName;
    const begun = hears("RecordStateChanged");
    await obs.call("StartRecord");
    told.recording = (await begun).outputActive;
    told.path = (await obs.call("StopRecord")).outputPath;
    const batch = [{ requestType: "GetStudioModeEnabled" }, { requestType: "Nonsense" }];
    told.batch = (await obs.callBatch(batch)).map((one) => one.requestStatus.code);
    await refused("StopStream");
    await refused("StartReplayBuffer");
    await obs.disconnect();
    console.log(JSON.stringify(told));
} catch (error) {
    console.error(error);
    process.exitCode = 1;
}
